import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { seededRandom } from "@millrace/core/connector";
import { sqsServers } from "@millrace/engines/vitest";
import { expect, onTestFinished, test } from "vitest";

import { TestQueue } from "../wire/test-queue.ts";

const { main } = sqsServers();

const groups = 20;
const messagesPerGroup = 30;
const kills = 5;
const leaseMs = 5_000;

interface Entry {
  readonly atMs: number;
  readonly worker: string;
  readonly event: string;
  readonly group: string;
  readonly number: number;
}

function readHistory(file: string): readonly Entry[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [at = "0", worker = "", event = "", body = ""] = line.split(" ");
      const [group = "", number = ""] = body.split("/");
      return {
        atMs: Number(BigInt(at) / 1_000_000n),
        worker,
        event,
        group,
        number: Number(number),
      };
    });
}

test(
  "S15 two workers, one killed again and again: nothing lost, each group in order, never two at a time",
  { timeout: 90_000 },
  async () => {
    const queue = await TestQueue.create(main, { fifo: true });
    const folder = mkdtempSync(join(tmpdir(), "millrace-kill-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const history = join(folder, "history");
    writeFileSync(history, "");
    const alive = new Map<number, ChildProcess>();
    onTestFinished(() => {
      for (const child of alive.values()) child.kill("SIGKILL");
    });
    let spawned = 0;
    const start = (slot: number): void => {
      spawned += 1;
      const child = spawn(
        process.execPath,
        [...process.execArgv, fileURLToPath(import.meta.resolve("./worker.ts"))],
        {
          env: {
            ...process.env,
            QUEUE_URL: queue.url,
            ENDPOINT: main.endpoint,
            HISTORY: history,
            WORKER: `w${spawned}`,
          },
          stdio: ["ignore", "ignore", "inherit"],
        },
      );
      alive.set(slot, child);
    };
    for (let number = 0; number < messagesPerGroup; number += 1) {
      const round = Array.from({ length: groups }, (_, group) => ({
        body: `g${group}/${number}`,
        group: `g${group}`,
      }));
      await queue.send(...round);
    }
    start(0);
    start(1);

    const random = seededRandom(7);
    const done = (): Set<string> =>
      new Set(
        readHistory(history)
          .filter(({ event }) => event === "ok")
          .map(({ group, number }) => `${group}/${number}`),
      );
    const step = Math.floor((groups * messagesPerGroup) / (kills + 2));
    for (let kill = 1; kill <= kills; kill += 1) {
      // Every so many messages, so that each kill hits a worker in the middle of its work.
      await expect.poll(() => done().size, { timeout: 30_000 }).toBeGreaterThanOrEqual(kill * step);
      const slot = random.next() < 0.5 ? 0 : 1;
      const child = alive.get(slot);
      child?.kill("SIGKILL");
      if (child !== undefined) await once(child, "exit");
      start(slot);
    }
    await expect
      .poll(() => done().size, { timeout: 60_000, interval: 200 })
      .toBe(groups * messagesPerGroup);
    await expect
      .poll(() => queue.counts(), { timeout: 15_000 })
      .toEqual({ visible: 0, inFlight: 0 });
    for (const child of alive.values()) child.kill("SIGTERM");
    for (const child of alive.values()) if (child.exitCode === null) await once(child, "exit");
    for (const child of alive.values()) expect(child.exitCode).toBe(0);

    const entries = readHistory(history);
    expect(firstSuccessesOutOfOrder(entries)).toEqual([]);
    expect(overlaps(entries)).toEqual([]);
    expect(spawned).toBe(2 + kills);
  },
);

/** Messages whose first success came before that of an earlier one of their group. */
function firstSuccessesOutOfOrder(entries: readonly Entry[]): readonly string[] {
  const next = new Map<string, number>();
  const wrong: string[] = [];
  for (const { event, group, number } of entries) {
    if (event !== "ok") continue;
    const expected = next.get(group) ?? 0;
    if (number > expected) wrong.push(`${group}/${number}`);
    if (number === expected) next.set(group, expected + 1);
  }
  return wrong;
}

/** Starts of a group while another worker handles it with a lease that is not over. */
function overlaps(entries: readonly Entry[]): readonly string[] {
  const holders = new Map<string, { readonly worker: string; readonly atMs: number }>();
  const found: string[] = [];
  for (const { atMs, worker, event, group, number } of entries) {
    if (event === "start") {
      const holder = holders.get(group);
      if (holder !== undefined && holder.worker !== worker && atMs - holder.atMs < leaseMs - 500)
        found.push(`${group}/${number}`);
      holders.set(group, { worker, atMs });
    }
    if (event === "end" && holders.get(group)?.worker === worker) holders.delete(group);
  }
  return found;
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";

import { seededRandom } from "@millrace/core/connector";
import { expect, onTestFinished, test } from "vitest";

import { sqliteStore } from "../../src/index.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const contender = join(import.meta.dirname, "contender.ts");
const kills = 24;
const savesBefore = 20;
const atOnce = 3;
const seed = 20_261_124;

interface Contender {
  readonly process: ChildProcess;
  /** What it was told is saved: `ROW TOKEN`. */
  readonly confirmed: string[];
  readonly complaints: string[];
}

function startContender(file: string, name: string): Contender {
  const child = spawn(
    process.execPath,
    ["--conditions=@millrace/source", "--no-warnings", contender, file, name],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const confirmed: string[] = [];
  const complaints: string[] = [];
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = `${rest}${text}`.split("\n");
    // A line without an end was cut by the kill; its save is not counted as confirmed.
    rest = lines.pop() ?? "";
    confirmed.push(...lines);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => complaints.push(text));
  onTestFinished(() => void child.kill("SIGKILL"));
  return { process: child, confirmed, complaints };
}

test(`${kills} kills of processes that share a file lose no confirmed save`, async () => {
  const random = seededRandom(seed);
  const file = join(temporaryFolder(), "state.db");
  const all: Contender[] = [];
  const living: Contender[] = [];
  const start = (): void => {
    const next = startContender(file, `worker-${all.length}`);
    all.push(next);
    living.push(next);
  };

  for (let index = 0; index < atOnce; index += 1) start();
  for (let killed = 0; killed < kills; killed += 1) {
    // They are at work, however long their start took.
    const goal = (killed + 1) * savesBefore;
    while (all.reduce((sum, { confirmed }) => sum + confirmed.length, 0) < goal) await delay(5);
    await delay(50 * random.next());
    const [victim] = living.splice(Math.floor(random.next() * living.length), 1);
    victim!.process.kill("SIGKILL");
    await once(victim!.process, "close");
    start();
  }
  await Promise.all(
    living.map(async ({ process: child }) => {
      child.kill("SIGKILL");
      await once(child, "close");
    }),
  );

  expect(all.flatMap(({ complaints }) => complaints)).toEqual([]);
  const confirmed = all.flatMap((one) => one.confirmed);
  // Two that believed to hold a row at the same time would have saved the same token.
  expect(new Set(confirmed).size).toBe(confirmed.length);
  const highest = new Map<string, number>();
  for (const line of confirmed) {
    const [id = "", token] = line.split(" ");
    highest.set(id, Math.max(highest.get(id) ?? 0, Number(token)));
  }
  const store = sqliteStore({ file });
  onTestFinished(() => store.close());
  const rows = await store.scope("stream", "group").rows();
  expect(rows).toHaveLength(6);
  for (const { id, position } of rows) {
    const token = position.at === "after" ? Number(position.token) : -1;
    expect(token, id).toBeGreaterThanOrEqual(highest.get(id) ?? 0);
  }
  expect(confirmed.length).toBeGreaterThanOrEqual(kills * savesBefore);
  const database = new DatabaseSync(file);
  onTestFinished(() => database.close());
  expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
}, 60_000);

test("processes that make a file at the same time all get one store", async () => {
  for (let round = 0; round < 5; round += 1) {
    const file = join(temporaryFolder(), "state.db");
    const all = Array.from({ length: 4 }, (_, index) => startContender(file, `worker-${index}`));
    await Promise.all(
      all.map(async ({ process: child, confirmed }) => {
        while (confirmed.length === 0 && child.exitCode === null) await delay(20);
        child.kill("SIGKILL");
        await once(child, "close");
      }),
    );
    expect(all.flatMap(({ complaints }) => complaints)).toEqual([]);
    expect(all.map(({ confirmed }) => confirmed.length > 0)).toEqual([true, true, true, true]);
  }
}, 60_000);

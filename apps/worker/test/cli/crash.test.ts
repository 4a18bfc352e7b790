import { readFileSync } from "node:fs";
import { join } from "node:path";

import { sqsServers } from "@millrace/engines/vitest";
import { expect, test } from "vitest";

import { temporaryFolder } from "../temporary-folder.ts";
import { Millrace } from "./millrace.ts";
import { createTestQueue } from "./test-queue.ts";

const { main, fauxqs } = sqsServers();

/** Notes what it has done, and takes its time so that a crash finds it in the middle. */
const handler = `
import { appendFileSync } from "node:fs";
const write = (text) => appendFileSync(new URL("./calls.txt", import.meta.url), text + "\\n");
export const handler = async (event) => {
  for (const { body } of event.Records) write("begin " + body);
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const { body } of event.Records) write("end " + body);
};`;

test.each([main, fauxqs])(
  "SIGKILL in the middle of a batch and a start again lose nothing, on $name",
  async (server) => {
    const bodies = Array.from({ length: 60 }, (_, index) => `m${index}`);
    const queue = await createTestQueue(server);
    const yaml = queue.yaml("batchSize: 5");
    const folder = temporaryFolder({ "millrace.yaml": yaml, "handler.mjs": handler });
    await queue.send(bodies);

    const first = new Millrace(["run"], { cwd: folder });
    await until(() => ended(folder).size >= 5);
    first.send("SIGKILL");
    expect((await first.ended).signal).toBe("SIGKILL");
    const before = ended(folder).size;
    expect(before).toBeLessThan(bodies.length);
    expect(begunWithoutEnd(folder)).toBeGreaterThan(0);

    const second = new Millrace(["run"], { cwd: folder });
    await until(() => ended(folder).size === bodies.length);
    second.send("SIGTERM");
    expect((await second.ended).code, second.stdout).toBe(0);
    expect([...ended(folder)].toSorted()).toEqual(bodies.toSorted());
    expect(await queue.count()).toEqual({ waiting: 0, inFlight: 0 });
  },
  40_000,
);

function lines(folder: string): readonly string[] {
  try {
    return readFileSync(join(folder, "calls.txt"), "utf8").split("\n");
  } catch {
    return [];
  }
}

function ended(folder: string): ReadonlySet<string> {
  return new Set(
    lines(folder)
      .filter((line) => line.startsWith("end "))
      .map((line) => line.slice("end ".length)),
  );
}

function begunWithoutEnd(folder: string): number {
  const begun = lines(folder).filter((line) => line.startsWith("begin ")).length;
  return begun - lines(folder).filter((line) => line.startsWith("end ")).length;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

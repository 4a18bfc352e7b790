import { expect, test } from "vitest";

import { seededRandom } from "../../src/base/random.ts";
import { createMapping } from "../../src/engine/create-mapping.ts";
import { ManualClock } from "../manual-clock.ts";
import { ScriptedQueue } from "../scripted-source.ts";

test("a handler hears that its lease is over when it is, while extensions fail, and those are not told as done", async () => {
  const clock = new ManualClock();
  const queue = new ScriptedQueue({ leaseMs: 30_000 });
  queue.onExtend = async () => "failed";
  let abortedAtMs: number | undefined;
  const mapping = createMapping(
    {
      source: queue.definition,
      handler: (_event, { signal }) =>
        new Promise<void>((resolve) =>
          signal.addEventListener("abort", () => {
            abortedAtMs = clock.now();
            resolve();
          }),
        ),
      timeout: 900,
    },
    { clock, random: seededRandom(1) },
  );
  const extended: string[] = [];
  mapping.on("extended", ({ ids }) => extended.push(...ids));
  await mapping.start();
  await clock.advance(1_000);
  queue.send("1");
  await clock.advance(40_000);
  expect(abortedAtMs).toBe(31_000);
  expect(queue.calls).toContain("extend 1");
  expect(extended).toEqual([]);
  const closing = mapping.close();
  await clock.advance(30_000);
  await closing;
});

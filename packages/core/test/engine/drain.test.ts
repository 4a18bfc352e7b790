import { describe, expect, test } from "vitest";

import { seededRandom } from "../../src/base/random.ts";
import type { QueueMappingOptions } from "../../src/contracts/mapping-options.ts";
import { createMapping } from "../../src/engine/create-mapping.ts";
import type { Mapping } from "../../src/engine/mapping.ts";
import { TargetThrottledError } from "../../src/base/target-error.ts";
import { createFunction } from "../../src/parts/function-target.ts";
import { createBudget } from "../../src/parts/budget.ts";
import { ManualClock, settle } from "../manual-clock.ts";
import { type ScriptedEvent, type ScriptedMessage, ScriptedQueue } from "../scripted-source.ts";

interface Started {
  readonly clock: ManualClock;
  readonly queue: ScriptedQueue;
  readonly mapping: Mapping<ScriptedMessage, ScriptedEvent>;
}

async function start(options: Partial<QueueMappingOptions<ScriptedEvent>>): Promise<Started> {
  const clock = new ManualClock();
  const queue = new ScriptedQueue();
  const mapping = createMapping(
    { source: queue.definition, handler: () => {}, ...options },
    { clock, random: seededRandom(1) },
  );
  await mapping.start();
  return { clock, queue, mapping };
}

describe("close", () => {
  test("releases what was not started at once, lets handlers finish, and reports", async () => {
    const running = Promise.withResolvers<void>();
    const { clock, queue, mapping } = await start({
      batchSize: 1,
      scalingConfig: { maximumConcurrency: 2 },
      handler: () => running.promise,
    });
    queue.send("1", "2", "3");
    await settle();
    const closing = mapping.close();
    await clock.advance(1_000);
    expect(queue.calls).toEqual(["flush", "release 3"]);
    running.resolve();
    await clock.advance(25_000);
    expect(await closing).toMatchObject({ finished: 2, released: 1, abandoned: 0 });
    expect(queue.calls).toEqual(["flush", "release 3", "acknowledge 1", "acknowledge 2", "close"]);
  });

  test("a message that a pending receive brings is handed back, not handled", async () => {
    const { clock, queue, mapping } = await start({});
    const closing = mapping.close();
    await clock.advance(5_000);
    queue.send("late");
    await clock.advance(1_000);
    expect(await closing).toMatchObject({ finished: 0, released: 1, abandoned: 0 });
    expect(queue.calls).toEqual(["flush", "release late", "close"]);
  });

  test("waits for the pending receive rather than cancel it, but not beyond its time", async () => {
    const { clock, queue, mapping } = await start({ drainTimeoutInSeconds: 10 });
    let cancelled = false;
    queue.onReceive = (_maximum, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          cancelled = true;
          reject(signal.reason as Error);
        });
      });
    queue.send("1");
    await settle();
    const closing = mapping.close();
    await clock.advance(6_900);
    expect(cancelled).toBe(false);
    await clock.advance(200);
    expect(cancelled).toBe(true);
    expect((await closing).tookMs).toBeLessThan(7_200);
  });

  test("a handler that obeys its signal hands its records back at the deadline", async () => {
    const { clock, queue, mapping } = await start({
      timeout: 900,
      drainTimeoutInSeconds: 5,
      handler: (_event, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener("abort", () => reject(new Error("stopped"))),
        ),
    });
    queue.send("1");
    await settle();
    const closing = mapping.close();
    await clock.advance(10_000);
    expect(await closing).toMatchObject({ finished: 0, released: 1, abandoned: 0 });
    expect(queue.calls).toEqual(["flush", "release 1", "close"]);
  });

  test("a handler that ignores its signal is left behind: nothing is told, then or later", async () => {
    const running = Promise.withResolvers<void>();
    const budget = createBudget({ maximumRecords: 11 });
    const { clock, queue, mapping } = await start({
      timeout: 900,
      drainTimeoutInSeconds: 5,
      budget,
      handler: () => running.promise,
    });
    queue.send("1");
    await settle();
    const closing = mapping.close();
    await clock.advance(10_000);
    expect(await closing).toMatchObject({ finished: 0, released: 0, abandoned: 1 });
    running.resolve();
    await clock.advance(10_000);
    expect(queue.calls).toEqual(["flush", "close"]);
    // The shared budget is whole again: another mapping may use all of it.
    expect(budget.hasRoom(11, 0)).toBe(true);
    expect(clock.timers).toBe(0);
  });

  test("a call that is left behind and turns out not to have run asks nothing of a closed queue", async () => {
    const running = Promise.withResolvers<void>();
    const { clock, queue, mapping } = await start({
      drainTimeoutInSeconds: 5,
      handler: { ...createFunction(() => {}, { timeout: 900 }), invoke: () => running.promise },
    });
    queue.send("1");
    await settle();
    const closing = mapping.close();
    await clock.advance(10_000);
    expect(await closing).toMatchObject({ abandoned: 1 });
    await clock.advance(19_000);
    running.reject(new TargetThrottledError("busy"));
    await clock.advance(60_000);
    expect([queue.calls, clock.timers]).toEqual([["flush", "close"], 0]);
  });

  test("what a receive that ignores its signal brings after the close is let go", async () => {
    const late = Promise.withResolvers<void>();
    const budget = createBudget({ maximumRecords: 10 });
    const { clock, queue, mapping } = await start({ drainTimeoutInSeconds: 1, budget });
    queue.onReceive = async () => {
      await late.promise;
      return [queue.deliver({ id: "late" })];
    };
    queue.send("1");
    await clock.advance(100);
    const closing = mapping.close();
    await clock.advance(10_000);
    await closing;
    late.resolve();
    await clock.advance(1_000);
    expect(queue.calls).toEqual(["acknowledge 1", "flush", "close"]);
    expect([budget.hasRoom(10, 0), clock.timers]).toEqual([true, 0]);
  });

  test("an open batch is released without waiting for its window", async () => {
    const { clock, queue, mapping } = await start({
      batchSize: 100,
      maximumBatchingWindowInSeconds: 300,
    });
    queue.send("1", "2");
    await settle();
    const closing = mapping.close();
    await clock.advance(100);
    expect(queue.calls).toEqual(["flush", "release 1 2"]);
    await clock.advance(25_000);
    expect(await closing).toMatchObject({ released: 2 });
  });

  test("leaves no timer and no task behind", async () => {
    const { clock, queue, mapping } = await start({});
    queue.send("1", "2", "3");
    await clock.advance(100);
    const closing = mapping.close();
    await clock.advance(30_000);
    await closing;
    expect(clock.timers).toBe(0);
  });
});

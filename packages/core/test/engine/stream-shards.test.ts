import { afterEach, describe, expect, test } from "vitest";

import { sleep } from "../../src/base/clock.ts";
import { seededRandom } from "../../src/base/random.ts";
import { SourceError } from "../../src/base/source-error.ts";
import { createMapping } from "../../src/engine/create-mapping.ts";
import { createBudget } from "../../src/parts/budget.ts";
import { createFunction } from "../../src/parts/function-target.ts";
import { ManualClock } from "../manual-clock.ts";
import { ScriptedStream } from "../scripted-stream.ts";
import { closeStreams, startStream } from "../start-stream.ts";

afterEach(closeStreams);

describe("the end of a shard", () => {
  test("all of it is done before its end is saved", async () => {
    const running = Promise.withResolvers<void>();
    const { clock, shard, seen } = await startStream(
      { maximumBatchingWindowInSeconds: 300 },
      () => running.promise,
    );
    shard.page("1", "2");
    shard.close();
    await clock.advance(1_000);
    expect([seen, shard.calls]).toEqual([["1 2"], []]);
    running.resolve();
    await clock.advance(0);
    expect(shard.calls).toEqual(["commit 2", "end", "release"]);
  });

  test("an empty shard ends too", async () => {
    const { clock, shard } = await startStream({});
    shard.close();
    await clock.advance(0);
    expect(shard.calls).toEqual(["end", "release"]);
  });
});

describe("a revoked shard", () => {
  test("that is wanted lets its handler finish, saves and releases", async () => {
    const running = Promise.withResolvers<void>();
    const { clock, shard, seen } = await startStream({ batchSize: 1 }, () => running.promise);
    shard.page("1", "2");
    await clock.advance(0);
    shard.revoke(false);
    await clock.advance(1_000);
    expect(shard.calls).toEqual([]);
    running.resolve();
    await clock.advance(0);
    expect([seen, shard.calls]).toEqual([["1"], ["commit 1", "release"]]);
  });

  test("that is lost saves nothing and tells its handler", async () => {
    const { clock, shard, mapping } = await startStream({
      handler: (_event, { signal }) =>
        new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve())),
    });
    const changes: string[] = [];
    mapping.on("shard", ({ change }) => changes.push(change));
    shard.page("1");
    await clock.advance(0);
    shard.revoke(true);
    await clock.advance(5_000);
    expect([shard.calls, changes]).toEqual([["release"], ["lost"]]);
  });

  test("that turns out lost at a commit tells the handlers that still run", async () => {
    const { clock, shard, mapping } = await startStream({
      parallelizationFactor: 10,
      batchSize: 1,
      handler: async (event, { signal }) => {
        if (event.Records[0]?.sequence !== "b") return;
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      },
    });
    const changes: string[] = [];
    mapping.on("shard", ({ change }) => changes.push(change));
    shard.standing = "lost";
    shard.page("a", "b");
    await clock.advance(5_000);
    expect([shard.calls, changes]).toEqual([["commit a", "release"], ["lost"]]);
  });

  test("that is lost at its end has not ended", async () => {
    const { clock, shard, mapping } = await startStream({});
    const changes: string[] = [];
    mapping.on("shard", ({ change }) => changes.push(change));
    shard.standing = "lost";
    shard.close();
    await clock.advance(0);
    expect([shard.calls, changes]).toEqual([["end", "release"], ["lost"]]);
  });

  test("that turns out lost at a commit is left at once", async () => {
    const { clock, shard } = await startStream({});
    shard.standing = "lost";
    shard.page("1");
    await clock.advance(0);
    shard.page("2");
    await clock.advance(5_000);
    expect(shard.calls).toEqual(["commit 1", "release"]);
  });
});

describe("a shard that throws where it may not", () => {
  test("at a commit is given back, as one that is lost", async () => {
    const { clock, shard, mapping } = await startStream({});
    const failed: unknown[] = [];
    mapping.on("shardFailed", ({ error }) => failed.push(error));
    shard.commit = () => Promise.reject(new Error("broken"));
    shard.page("1");
    await clock.advance(5_000);
    expect([failed, shard.calls]).toEqual([[new Error("broken")], ["release"]]);
    expect(mapping.status().pollers).toBe(0);
  });

  test("at its release is no longer counted", async () => {
    const { clock, shard, mapping } = await startStream({});
    const warnings: string[] = [];
    mapping.on("warning", ({ code }) => warnings.push(code));
    shard.release = () => Promise.reject(new Error("broken"));
    shard.revoke(false);
    await clock.advance(1_000);
    expect([warnings, mapping.status().pollers]).toEqual([["internal"], 0]);
  });
});

describe("a stream that cannot be listed now and then", () => {
  test("is asked again soon each time: failures that lie far apart do not add up", async () => {
    const clock = new ManualClock();
    const stream = new ScriptedStream();
    const { definition } = stream;
    const waits: number[] = [];
    const mapping = createMapping(
      {
        handler: () => {},
        source: {
          ...definition,
          open: async (opening) => ({
            ...(await definition.open(opening)),
            // oxlint-disable-next-line require-yield -- a stream without shards
            async *owned({ signal }) {
              await sleep(clock, 600_000, signal);
              throw new SourceError("not-connected", "no answer");
            },
          }),
        },
      },
      { clock, random: seededRandom(1) },
    );
    mapping.on("receiveFailed", ({ backoffMs }) => waits.push(backoffMs));
    await mapping.start();
    await clock.advance(6_050_000);
    const closing = mapping.close();
    await clock.advance(1_000);
    await closing;
    expect(waits).toHaveLength(10);
    expect(Math.max(...waits)).toBeLessThanOrEqual(200);
  });
});

describe("close", () => {
  test("stops reading, waits for handlers, saves, releases and reports", async () => {
    const running = Promise.withResolvers<void>();
    const { clock, shard, stream, mapping } = await startStream(
      { batchSize: 1 },
      () => running.promise,
    );
    shard.page("1", "2", "3");
    await clock.advance(0);
    const closing = mapping.close();
    await clock.advance(1_000);
    running.resolve();
    await clock.advance(1_000);
    expect(await closing).toMatchObject({ finished: 1, abandoned: 0 });
    expect([shard.calls, stream.calls]).toEqual([["commit 1", "release"], ["close"]]);
  });

  test("a handler that ignores its signal is left behind, its shard is not released", async () => {
    const running = Promise.withResolvers<void>();
    const budget = createBudget({ maximumRecords: 1 });
    const { clock, shard, mapping } = await startStream(
      { timeout: 900, drainTimeoutInSeconds: 5, budget },
      () => running.promise,
    );
    shard.page("1");
    await clock.advance(0);
    const closing = mapping.close();
    await clock.advance(10_000);
    expect(await closing).toMatchObject({ finished: 0, abandoned: 1 });
    // The shared budget is whole again: another mapping may use all of it.
    expect(budget.hasRoom(1, 100)).toBe(true);
    running.resolve();
    await clock.advance(10_000);
    expect([shard.calls, clock.timers]).toEqual([["abandon"], 0]);
    budget.take(1, 100);
    expect(budget.hasRoom(1, 100)).toBe(false);
  });

  test("does not wait for a slot that another mapping's handler holds", async () => {
    const running = Promise.withResolvers<void>();
    const handler = createFunction(() => running.promise, {
      timeout: 900,
      reservedConcurrentExecutions: 1,
    });
    const one = await startStream({ handler });
    const two = await startStream({ handler });
    one.shard.page("1");
    await one.clock.advance(0);
    two.shard.page("1");
    await two.clock.advance(0);
    const closing = two.mapping.close();
    await two.clock.advance(1_000);
    expect(two.shard.calls).toEqual(["release"]);
    await closing;
    running.resolve();
  });
});

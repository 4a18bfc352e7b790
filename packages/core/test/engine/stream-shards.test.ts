import { afterEach, describe, expect, test } from "vitest";

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
    const { clock, shard, mapping } = await startStream(
      { timeout: 900, drainTimeoutInSeconds: 5 },
      () => running.promise,
    );
    shard.page("1");
    await clock.advance(0);
    const closing = mapping.close();
    await clock.advance(10_000);
    expect(await closing).toMatchObject({ finished: 0, abandoned: 1 });
    running.resolve();
    await clock.advance(10_000);
    expect([shard.calls, clock.timers]).toEqual([[], 0]);
  });
});

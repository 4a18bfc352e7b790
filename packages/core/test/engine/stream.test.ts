import { afterEach, describe, expect, test } from "vitest";

import { TargetThrottledError } from "../../src/base/target-error.ts";
import type { DiscardedBatch } from "../../src/contracts/destination.ts";
import { createFunction } from "../../src/parts/function-target.ts";
import { ScriptedShard } from "../scripted-stream.ts";
import { closeStreams, startStream, type StreamOptions } from "../start-stream.ts";

afterEach(closeStreams);

const boom = (): never => {
  throw new Error("boom");
};
const report: StreamOptions = { functionResponseTypes: ["ReportBatchItemFailures"] };
const listing =
  (...bad: readonly string[]) =>
  (seen: string) => ({
    batchItemFailures: seen
      .split(" ")
      .filter((id) => bad.includes(id))
      .map((itemIdentifier) => ({ itemIdentifier })),
  });

describe("a stream mapping", () => {
  test("handles pages in order and saves the last position, at most once a second", async () => {
    const { clock, shard, seen } = await startStream({});
    shard.page("1", "2");
    await clock.advance(0);
    shard.page("3");
    await clock.advance(0);
    shard.page("4");
    await clock.advance(1_000);
    expect(seen).toEqual(["1 2", "3", "4"]);
    expect(shard.calls).toEqual(["commit 2", "commit 4"]);
  });

  test("never handles two batches of a shard at once", async () => {
    const running = Promise.withResolvers<void>();
    const { clock, shard, seen } = await startStream({}, () => running.promise);
    shard.page("1");
    await clock.advance(0);
    shard.page("2");
    await clock.advance(5_000);
    expect(seen).toEqual(["1"]);
    running.resolve();
    await clock.advance(0);
    expect(seen).toEqual(["1", "2"]);
  });

  test("a partial response cuts at the lowest failure and goes on from there", async () => {
    let healed = false;
    const { clock, shard, seen } = await startStream(report, (all) =>
      healed ? undefined : listing("2", "3")(all),
    );
    shard.page("1", "2", "3", "4");
    await clock.advance(0);
    expect(seen.slice(0, 2)).toEqual(["1 2 3 4", "2 3 4"]);
    healed = true;
    await clock.advance(40_000);
    expect(seen.at(-1)).toBe("2 3 4");
    expect(shard.calls).toEqual(["commit 1", "commit 4"]);
  });

  test("a failing batch is tried again, after a wait, and holds its shard", async () => {
    let calls = 0;
    const { clock, shard, seen } = await startStream({}, () => {
      calls += 1;
      if (calls < 3) boom();
    });
    shard.page("1");
    await clock.advance(0);
    shard.page("2");
    await clock.advance(400);
    expect(seen).toEqual(["1"]);
    await clock.advance(60_000);
    expect(seen).toEqual(["1", "1", "1", "2"]);
  });

  test("bisects down to the bad record and gives just that one up", async () => {
    const sent: DiscardedBatch[] = [];
    const { clock, shard, seen, mapping } = await startStream(
      {
        bisectBatchOnFunctionError: true,
        maximumRetryAttempts: 1,
        destinationConfig: {
          onFailure: {
            destination: { name: "failed", send: async (batch) => void sent.push(batch) },
          },
        },
      },
      (all) => (all.split(" ").includes("2") ? boom() : undefined),
    );
    const discarded: unknown[] = [];
    mapping.on("discarded", (event) => discarded.push(event));
    shard.page("1", "2", "3", "4");
    await clock.advance(60_000);
    expect(seen).toEqual(["1 2 3 4", "1 2", "1", "2", "2", "3 4"]);
    expect(sent).toMatchObject([
      {
        condition: "RetryAttemptsExhausted",
        shardId: "s1",
        sourceArn: "arn:scripted:orders",
        approximateInvokeCount: 2,
        response: { functionError: "Unhandled" },
        records: [{ id: "2" }],
      },
    ]);
    expect(discarded).toEqual([
      { shardId: "s1", ids: ["2"], condition: "RetryAttemptsExhausted", delivered: true },
    ]);
    expect(shard.calls.at(-1)).toBe("commit 4");
  });

  test("the position does not move over records that the destination has not accepted", async () => {
    let accepting = false;
    const { clock, shard, seen, mapping } = await startStream(
      {
        maximumRetryAttempts: 0,
        destinationConfig: {
          onFailure: {
            destination: {
              name: "failed",
              send: () => (accepting ? Promise.resolve() : Promise.reject(new Error("down"))),
            },
          },
        },
      },
      (all) => (all === "1" ? boom() : undefined),
    );
    const failures: unknown[] = [];
    mapping.on("destinationFailed", ({ destination }) => failures.push(destination));
    shard.page("1");
    await clock.advance(0);
    shard.page("2");
    await clock.advance(60_000);
    expect([seen, shard.calls, failures.length > 2]).toEqual([["1"], [], true]);
    accepting = true;
    await clock.advance(60_000);
    expect([seen, shard.calls.at(-1)]).toEqual([["1", "2"], "commit 2"]);
  });

  test("without a destination what is given up is dropped, counted and passed", async () => {
    const { clock, shard, mapping } = await startStream({ maximumRetryAttempts: 0 }, boom);
    const discarded: unknown[] = [];
    mapping.on("discarded", ({ ids: given, delivered }) => discarded.push([given, delivered]));
    shard.page("1", "2");
    await clock.advance(2_000);
    expect([discarded, shard.calls]).toEqual([[[["1", "2"], false]], ["commit 2"]]);
  });

  test("a throttled call is not an attempt", async () => {
    let calls = 0;
    const requests = new Set<string>();
    const target = {
      ...createFunction(() => {}),
      invoke: async (_event: unknown, { requestId }: { requestId: string }) => {
        calls += 1;
        requests.add(requestId);
        if (calls < 4) throw new TargetThrottledError("busy");
      },
    };
    const { clock, shard } = await startStream({ handler: target, maximumRetryAttempts: 0 });
    shard.page("1");
    await clock.advance(60_000);
    expect([calls, requests.size, shard.calls]).toEqual([4, 1, ["commit 1"]]);
  });

  test("records over the age limit are cut off before the call, the rest is handled", async () => {
    const sent: DiscardedBatch[] = [];
    const { clock, shard, seen } = await startStream({
      maximumRecordAgeInSeconds: 60,
      destinationConfig: {
        onFailure: {
          destination: { name: "failed", send: async (batch) => void sent.push(batch) },
        },
      },
    });
    const nowMs = clock.wallTimeMs();
    shard.page(
      { id: "1", arrivedAtMs: nowMs - 61_000 },
      { id: "2", arrivedAtMs: nowMs },
      { id: "3", arrivedAtMs: nowMs },
    );
    await clock.advance(2_000);
    expect(seen).toEqual(["2 3"]);
    expect(sent).toMatchObject([
      { condition: "RecordAgeExceeded", approximateInvokeCount: 1, records: [{ id: "1" }] },
    ]);
    expect(sent[0]).not.toHaveProperty("response");
    expect(shard.calls).toEqual(["commit 3"]);
  });

  test("a record larger than the payload limit is given up without a call, and blocks nothing", async () => {
    const { clock, shard, seen, mapping } = await startStream({ maximumBatchBytes: 1_024 });
    const discarded: unknown[] = [];
    mapping.on("discarded", ({ ids: given }) => discarded.push(given));
    shard.page("1", { id: "2", bytes: 2_000 }, "3");
    await clock.advance(2_000);
    expect([seen, discarded, shard.calls.at(-1)]).toEqual([["1", "3"], [["2"]], "commit 3"]);
  });

  test("keys run in parallel lanes, each in order, and the position stays below a stuck one", async () => {
    const stuck = Promise.withResolvers<void>();
    const { clock, shard, seen } = await startStream(
      { parallelizationFactor: 10, batchSize: 1 },
      (all) => (all === "a1" ? stuck.promise : undefined),
    );
    shard.page(
      { id: "a1", key: "a" },
      { id: "b1", key: "b" },
      { id: "a2", key: "a" },
      { id: "c1", key: "c" },
    );
    await clock.advance(5_000);
    expect(seen.toSorted()).toEqual(["a1", "b1", "c1"]);
    expect(shard.calls).toEqual([]);
    stuck.resolve();
    await clock.advance(5_000);
    expect(seen.at(-1)).toBe("a2");
    expect(shard.calls.at(-1)).toBe("commit c1");
  });

  test("a stuck handler stops the reading of its shard, at the limit, and of no other", async () => {
    const { clock, shard, stream, seen } = await startStream(
      { limits: { records: 4 }, batchSize: 1 },
      (all) => (all.startsWith("a") ? new Promise(() => {}) : undefined),
    );
    const other = new ScriptedShard("s2");
    stream.give(other);
    for (let page = 0; page < 10; page += 1) shard.page(`a${page}`);
    for (let page = 0; page < 10; page += 1) other.page(`b${page}`);
    await clock.advance(20_000);
    expect(shard.unread).toBe(6);
    expect([other.unread, seen.filter((id) => id.startsWith("b")).length]).toEqual([0, 10]);
  });

  test("filtered records are passed over, also when a page holds nothing else", async () => {
    const { clock, shard, seen } = await startStream({
      filterCriteria: { filters: [{ pattern: '{"sequence":[{"prefix":"x"}]}' }] },
    });
    shard.page("1", "x2", "3");
    await clock.advance(2_000);
    expect([seen, shard.calls]).toEqual([["x2"], ["commit 3"]]);
    shard.page("4", "5");
    await clock.advance(2_000);
    expect([seen, shard.calls.at(-1)]).toEqual([["x2"], "commit 5"]);
  });
});

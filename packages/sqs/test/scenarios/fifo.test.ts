import { describe, expect, test } from "vitest";

import { simulate } from "../sim/simulate.ts";
import type { SimulatedCall } from "../sim/simulated-sqs.ts";

function attemptIds(calls: readonly SimulatedCall[]): readonly (string | undefined)[] {
  return calls.flatMap((call) => (call.action === "receive" ? [call.request.attemptId] : []));
}

const onePoller = { minimumPollers: 2, maximumPollers: 2 };

describe("FIFO queues, in virtual time", () => {
  test("S5 a lost answer is asked for again with the same attempt id, without waiting for the lease", async () => {
    const bodies: string[] = [];
    const { clock, queue, events } = await simulate({
      queue: { fifo: true },
      handler: (event) => void bodies.push(...event.Records.map(({ body }) => body)),
    });
    queue.send(["a1", "a2", "a3"], "a");
    // The pending poll takes them; from now on one answer is lost.
    await clock.advance(1_000);
    expect(bodies).toEqual(["a1", "a2", "a3"]);
    let lost: string | undefined;
    queue.script = (call) => {
      if (call.action !== "receive" || lost !== undefined) return undefined;
      lost = call.request.attemptId;
      return { lose: true };
    };
    queue.send(["a4", "a5"], "a");
    queue.send(["b1"], "b");
    await clock.advance(90_000);
    expect(bodies).toEqual(["a1", "a2", "a3", "a4", "a5", "b1"]);
    const ids = attemptIds(queue.calls);
    const [first, again] = ids.flatMap((id, index) => (id === lost ? [index] : []));
    expect(first).toBeDefined();
    expect(again).toBeDefined();
    // Nothing was received twice, and after the repeat every id is new.
    expect(ids.filter((id) => id === lost)).toHaveLength(2);
    expect(new Set(ids).size).toBe(ids.length - 1);
    expect(events("receiveFailed")).toHaveLength(1);
    expect(queue.left).toEqual([]);
  });

  test("S5 an attempt id that is not valid any more is replaced at once", async () => {
    const { clock, queue, events } = await simulate({ queue: { fifo: true } });
    let failed: string | undefined;
    queue.script = (call) => {
      if (call.action !== "receive") return undefined;
      if (failed === undefined) {
        failed = call.request.attemptId;
        return { fail: Object.assign(new Error("reset"), { code: "ECONNRESET" }) };
      }
      if (call.request.attemptId !== failed) return undefined;
      return {
        fail: Object.assign(new Error("not valid anymore"), { name: "InvalidParameterValue" }),
      };
    };
    await clock.advance(45_000);
    expect(attemptIds(queue.calls).filter((id) => id === failed)).toHaveLength(2);
    // The refusal is no failure of the queue: only the reset is reported.
    expect(events("receiveFailed").map(({ error }) => error.decision)).toEqual(["not-connected"]);
  });

  test("S6 throttled receives use new attempt ids and wait longer and longer", async () => {
    const { clock, queue, events, mapping } = await simulate({
      queue: { fifo: true },
      source: { waitTimeSeconds: 1 },
      provisionedPollerConfig: onePoller,
    });
    let throttles = 0;
    queue.script = (call) => {
      if (call.action !== "receive" || throttles === 10) return undefined;
      throttles += 1;
      return { fail: Object.assign(new Error("slow down"), { name: "ThrottlingException" }) };
    };
    queue.calls.length = 0;
    await clock.advance(120_000);
    expect(throttles).toBe(10);
    const delays = events("receiveFailed").map(({ backoffMs }) => backoffMs);
    expect(delays).toHaveLength(10);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(1_000);
    const sum = (some: readonly number[]): number => some.reduce((total, one) => total + one, 0);
    expect(sum(delays.slice(5))).toBeGreaterThan(sum(delays.slice(0, 5)));
    expect(new Set(delays).size).toBeGreaterThan(5);
    const ids = attemptIds(queue.calls);
    expect(new Set(ids).size).toBe(ids.length);
    expect(queue.mostOutstanding).toBeLessThanOrEqual(mapping.status().pollers);
  });

  test("S14 the rest of a failed group comes back in order; another group is not delayed", async () => {
    const started: string[] = [];
    let failing = true;
    const { clock, queue } = await simulate({
      queue: { fifo: true },
      source: { visibilityTimeoutSeconds: 30 },
      functionResponseTypes: ["ReportBatchItemFailures"],
      handler: (event) => {
        started.push(...event.Records.map(({ body }) => body));
        const failed = failing && event.Records.some(({ body }) => body === "A2");
        return { batchItemFailures: failed ? [{ itemIdentifier: "A2" }] : [] };
      },
    });
    // One receive with A1 A2 A3 B1 B2 A4: sent while no poll is pending.
    queue.handsOut = false;
    queue.send(["A1", "A2", "A3"], "A");
    queue.send(["B1", "B2"], "B");
    queue.send(["A4"], "A");
    queue.handsOut = true;
    queue.send([], "A");
    await clock.advance(1_000);
    expect(started).toEqual(["A1", "A2", "A3", "B1", "B2", "A4"]);
    expect(queue.left.map(({ id }) => id)).toEqual(["A2", "A3", "A4"]);
    // The lease is the queue's timeout here: the messages come back by themselves, without a request.
    expect(queue.calls.filter((call) => call.action === "visibility")).toEqual([]);
    queue.send(["B3"], "B");
    await clock.advance(1_000);
    expect(started.at(-1)).toBe("B3");
    failing = false;
    await clock.advance(60_000);
    expect(started.slice(7)).toEqual(["A2", "A3", "A4"]);
    expect(queue.left).toEqual([]);
  });

  test("S14 with a delay of its own the hand-back is one descending request with one timeout", async () => {
    const { clock, queue } = await simulate({
      queue: { fifo: true },
      source: { retryDelay: { seconds: 7 } },
      functionResponseTypes: ["ReportBatchItemFailures"],
      handler: (event) => ({
        batchItemFailures: event.Records.filter(({ body }) => body === "A2").map((record) => ({
          itemIdentifier: record.messageId,
        })),
      }),
    });
    queue.handsOut = false;
    queue.send(["A1", "A2", "A3"], "A");
    queue.send(["B1", "B2"], "B");
    queue.send(["A4"], "A");
    queue.handsOut = true;
    queue.send([], "A");
    await clock.advance(500);
    const ids = new Map(queue.left.map(({ handle, id }) => [handle, id]));
    const deleted = queue.calls.flatMap((call) => (call.action === "delete" ? call.entries : []));
    expect(deleted).toHaveLength(3);
    const visibility = queue.calls.filter((call) => call.action === "visibility");
    expect(visibility).toHaveLength(1);
    expect(
      visibility[0]?.entries.map((entry) => [
        ids.get(entry.receiptHandle),
        entry.visibilityTimeoutSeconds,
      ]),
    ).toEqual([
      ["A4", 7],
      ["A3", 7],
      ["A2", 7],
    ]);
  });

  test("S16 a poison head is dead-lettered alone: its followers run in order afterwards", async () => {
    const handled: string[] = [];
    let headRuns = 0;
    const { clock, queue } = await simulate({
      queue: { fifo: true, maxReceiveCount: 3 },
      source: { fifoLocalRetries: 3, retryDelay: { seconds: 30 } },
      functionResponseTypes: ["ReportBatchItemFailures"],
      handler: (event) => {
        const failures = event.Records.filter(({ body }) => body === "poison");
        headRuns += failures.length;
        if (failures.length > 0)
          return {
            batchItemFailures: event.Records.map((one) => ({ itemIdentifier: one.messageId })),
          };
        handled.push(...event.Records.map(({ body }) => body));
        return { batchItemFailures: [] };
      },
    });
    const followers = Array.from({ length: 9 }, (_, index) => `f${index}`);
    queue.handsOut = false;
    queue.send(["poison", ...followers], "g");
    queue.handsOut = true;
    queue.send([], "g");
    await clock.advance(300_000);
    expect(queue.deadLetters.map(({ id }) => id)).toEqual(["poison"]);
    expect(handled).toEqual(followers);
    // Three receives, each with one call and three local retries.
    expect(headRuns).toBe(12);
    expect(queue.left).toEqual([]);
  });
});

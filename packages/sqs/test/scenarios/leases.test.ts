import { describe, expect, test } from "vitest";

import { simulate } from "../sim/simulate.ts";
import type { VirtualClock } from "@millrace/testkit";

const hourMs = 3_600_000;

/** A handler that settles when the test says so. */
function heldHandler(): {
  readonly handler: (event: unknown, context: { readonly signal: AbortSignal }) => Promise<void>;
  readonly signals: AbortSignal[];
  release(): void;
} {
  const signals: AbortSignal[] = [];
  const releases: (() => void)[] = [];
  return {
    signals,
    handler: (_event, { signal }) => {
      signals.push(signal);
      return new Promise((resolve) => releases.push(resolve));
    },
    release: () => {
      for (const resolve of releases.splice(0)) resolve();
    },
  };
}

describe("leases, in virtual time", () => {
  test("S9 a handler of ten leases is extended in batched calls and its messages are deleted", async () => {
    const held = heldHandler();
    const { clock, queue, events } = await simulate({
      handler: held.handler,
      timeout: 600,
      source: { visibilityTimeoutSeconds: 30 },
    });
    queue.send(Array.from({ length: 10 }, (_, index) => `m${index}`));
    await clock.advance(300_000);
    const beats = queue.calls.filter(({ action }) => action === "visibility");
    // One call per ten messages and half lease, and one for the beat's own coarseness.
    expect(beats.length).toBeGreaterThan(10);
    expect(beats.length).toBeLessThanOrEqual(300 / 15 + 7);
    expect(beats.every((call) => call.action === "visibility" && call.entries.length === 10)).toBe(
      true,
    );
    expect(queue.left.map(({ receiveCount }) => receiveCount)).toEqual(Array(10).fill(1));
    held.release();
    await clock.advance(1_000);
    expect(queue.left).toEqual([]);
    expect(events("leaseLost")).toEqual([]);
    expect(events("invoking")).toHaveLength(1);
  });

  test("S9 after 12 hours extension stops, the handler is told, and nothing loops", async () => {
    const held = heldHandler();
    const { clock, queue, events } = await simulate({
      handler: held.handler,
      timeout: 43_200,
      source: { visibilityTimeoutSeconds: 600 },
    });
    queue.send(["long"]);
    await clock.advance(11.7 * hourMs);
    expect(held.signals[0]?.aborted).toBe(false);
    // From here on another worker has it.
    queue.handsOut = false;
    await clock.advance(0.3 * hourMs);
    expect(held.signals[0]?.aborted).toBe(true);
    expect(events("leaseLost")).toMatchObject([{ id: "long", phase: "handling" }]);
    const beats = (): number => queue.calls.filter(({ action }) => action === "visibility").length;
    const before = beats();
    await clock.advance(hourMs);
    expect(beats()).toBe(before);
    held.release();
  });

  test.each([
    { fifo: false, deletes: 1 },
    { fifo: true, deletes: 0 },
  ])(
    "S10 an extension that finds the message not in flight tells the handler (FIFO: $fifo)",
    async ({ fifo, deletes }) => {
      const held = heldHandler();
      const { clock, queue, events } = await simulate({
        handler: held.handler,
        timeout: 300,
        source: { visibilityTimeoutSeconds: 30 },
        queue: { fifo },
      });
      queue.script = (call) =>
        call.action === "visibility"
          ? {
              results: call.entries.map(() => ({
                type: "failed",
                code: "MessageNotInflight",
                senderFault: true,
              })),
            }
          : undefined;
      queue.send(["taken"], fifo ? "g" : undefined);
      await clock.advance(100);
      queue.handsOut = false;
      await clock.advance(19_000);
      const [beat] = queue.calls.filter(({ action }) => action === "visibility");
      const [lost] = events("leaseLost");
      expect(held.signals[0]?.aborted).toBe(true);
      expect((lost?.atMs ?? Infinity) - (beat?.atMs ?? 0)).toBeLessThan(1_000);
      await clock.advance(60_000);
      expect(queue.calls.filter(({ action }) => action === "visibility")).toHaveLength(1);
      held.release();
      await clock.advance(1_000);
      expect(queue.calls.filter(({ action }) => action === "delete")).toHaveLength(deletes);
      expect(events("leaseLost")).toHaveLength(1);
    },
  );

  test("S11 a retry delay is the last word: no beat comes after it", async () => {
    const held = heldHandler();
    const { clock, queue } = await simulate({
      handler: async (event, context) => {
        await held.handler(event, context);
        throw new Error("failed");
      },
      timeout: 300,
      source: { visibilityTimeoutSeconds: 30, retryDelay: { seconds: 30 } },
      // Slow enough that the beat is still on its way when the handler fails.
      queue: { latencyMs: 2_000 },
    });
    queue.send(["m"]);
    let beats = 0;
    while (beats === 0) {
      await clock.advance(100);
      beats = queue.calls.filter(({ action }) => action === "visibility").length;
    }
    const failedAtMs = clock.now();
    held.release();
    await clock.advance(10_000);
    const calls = queue.calls.filter((call) => call.action === "visibility");
    expect(calls.map(({ entries }) => entries[0]?.visibilityTimeoutSeconds)).toEqual([30, 30]);
    const visibleAtMs = queue.left[0]?.visibleAtMs ?? 0;
    // The delay's request waited for the beat (4 s in all) and took 2 s to get there.
    expect(visibleAtMs - failedAtMs).toBeGreaterThanOrEqual(30_000);
    expect(visibleAtMs - failedAtMs).toBeLessThanOrEqual(30_000 + 6_000 + 1_000);
  });

  test("S12 what waits for a slot is extended in tens and never handled on a short lease", async () => {
    const starts: { readonly ids: readonly string[]; readonly leaseLeftMs: number }[] = [];
    const leases = new Map<string, number>();
    const clockOf: { clock?: VirtualClock } = {};
    const { clock, queue, events } = await simulate({
      handler: async (event) => {
        const nowMs = clockOf.clock?.now() ?? 0;
        for (const { messageId } of event.Records) {
          const stored = queue.left.find(({ id }) => id === messageId);
          leases.set(messageId, (stored?.visibleAtMs ?? 0) - nowMs);
        }
        starts.push({
          ids: event.Records.map(({ messageId }) => messageId),
          leaseLeftMs: Math.min(...event.Records.map((one) => leases.get(one.messageId) ?? 0)),
        });
        await clockOf.clock?.sleep(3_000);
      },
      timeout: 20,
      batchSize: 20,
      maximumBatchingWindowInSeconds: 20,
      scalingConfig: { maximumConcurrency: 2 },
      source: { visibilityTimeoutSeconds: 5 },
    });
    clockOf.clock = clock;
    queue.send(Array.from({ length: 215 }, (_, index) => `m${index}`));
    await clock.advance(120_000);
    expect(queue.left).toEqual([]);
    expect(Math.min(...starts.map(({ leaseLeftMs }) => leaseLeftMs))).toBeGreaterThanOrEqual(2_000);
    const handled = starts.flatMap(({ ids }) => ids);
    expect(new Set(handled).size).toBe(215);
    expect(handled).toHaveLength(215);
    expect(events("leaseLost")).toEqual([]);
    const beats = queue.calls.filter((call) => call.action === "visibility");
    expect(beats.length).toBeGreaterThan(0);
    const extended = beats.reduce((sum, call) => sum + call.entries.length, 0);
    expect(extended / beats.length).toBeGreaterThan(5);
  });

  test.each([hourMs, -hourMs])(
    "S23 a wall clock that jumps by %i ms changes no lease",
    async (jumpMs) => {
      const held = heldHandler();
      const { clock, queue, events } = await simulate({
        handler: held.handler,
        timeout: 600,
        source: { visibilityTimeoutSeconds: 30 },
      });
      queue.send(["m"]);
      await clock.advance(20_000);
      clock.wallOffsetMs += jumpMs;
      await clock.advance(100_000);
      expect(events("leaseLost")).toEqual([]);
      expect(queue.left[0]?.receiveCount).toBe(1);
      held.release();
      await clock.advance(1_000);
      expect(queue.left).toEqual([]);
    },
  );

  test("S24 copies of a message in hand are not handled, and its newest receipt deletes it", async () => {
    const held = heldHandler();
    const { clock, queue, events } = await simulate({ handler: held.handler, timeout: 300 });
    queue.send(["m"]);
    await clock.advance(1_000);
    const first = queue.left[0]?.handle;
    queue.duplicate("m");
    await clock.advance(1_000);
    queue.duplicate("m");
    await clock.advance(1_000);
    const newest = queue.left[0]?.handle;
    expect(newest).not.toBe(first);
    held.release();
    await clock.advance(1_000);
    expect(events("duplicated")).toHaveLength(2);
    expect(events("invoking")).toHaveLength(1);
    expect(queue.left).toEqual([]);
    const deletes = queue.calls.filter((call) => call.action === "delete");
    expect(deletes.flatMap(({ entries }) => entries.map((entry) => entry.receiptHandle))).toEqual([
      newest,
    ]);
  });

  test("S24 two copies in one receive are one handler run", async () => {
    const { clock, queue, events } = await simulate({});
    let given = false;
    queue.script = (call) => {
      if (call.action !== "receive" || given) return undefined;
      given = true;
      const copy = (handle: string) => ({
        MessageId: "twin",
        ReceiptHandle: handle,
        Body: "twin",
        Attributes: { ApproximateReceiveCount: "1" },
      });
      return { messages: [copy("older"), copy("newer")] };
    };
    // The poll that is pending ends first.
    await clock.advance(21_000);
    expect(events("invoking").map(({ ids }) => ids)).toEqual([["twin"]]);
    const deletes = queue.calls.filter((call) => call.action === "delete");
    expect(deletes.flatMap(({ entries }) => entries.map((entry) => entry.receiptHandle))).toEqual([
      "newer",
    ]);
  });
});

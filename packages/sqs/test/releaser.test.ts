import type { SettleAction, SettleResult } from "@millrace/core/connector";
import { describe, expect, test } from "vitest";

import type { SqsDelivery } from "../src/delivery.ts";
import { openSource, type OpenSource } from "./source-fixture.ts";

function settle(
  { source, clock }: OpenSource,
  deliveries: readonly SqsDelivery[],
  action: SettleAction,
): Promise<readonly SettleResult[]> {
  return clock.finish(source.settle(deliveries.map((delivery) => ({ delivery, action }))));
}

function timeouts({ queue }: OpenSource): readonly (readonly number[])[] {
  return queue.calls.flatMap((call) =>
    call.action === "visibility"
      ? [call.entries.map(({ visibilityTimeoutSeconds }) => visibilityTimeoutSeconds)]
      : [],
  );
}

describe("hand-backs", () => {
  test("a release makes messages visible at once, ten per request", async () => {
    const open = openSource();
    const deliveries = await open.receive(Array.from({ length: 12 }, (_, index) => `m${index}`));
    expect(await settle(open, deliveries, "release")).toEqual(Array(12).fill("settled"));
    expect(timeouts(open)).toEqual([Array(10).fill(0), Array(2).fill(0)]);
  });

  test("a retry waits for what is left of the queue's visibility timeout", async () => {
    const open = openSource();
    const deliveries = await open.receive(["m"]);
    await open.clock.advance(10_500);
    await settle(open, deliveries, "retry");
    expect(timeouts(open)).toEqual([[20]]);
  });

  test("a retry whose lease ends at that moment needs no request", async () => {
    const open = openSource({ settings: { extendVisibility: false } });
    const deliveries = await open.receive(["m"]);
    expect(await settle(open, deliveries, "retry")).toEqual(["settled"]);
    expect(timeouts(open)).toEqual([]);
  });

  test("each message of a standard queue has its own backoff", async () => {
    const open = openSource({ settings: { retryDelay: { baseSeconds: 100 } } });
    const deliveries = await open.receive(Array.from({ length: 10 }, (_, index) => `m${index}`));
    await settle(open, deliveries, "retry");
    const [delays = []] = timeouts(open);
    expect(delays).toHaveLength(10);
    expect(new Set(delays).size).toBeGreaterThan(3);
  });

  test("never asks for more than the rest of 12 hours", async () => {
    const open = openSource({
      settings: { visibilityTimeoutSeconds: 43_000, retryDelay: { seconds: 43_200 } },
    });
    const deliveries = await open.receive(["m"]);
    await open.clock.advance(3_600_000);
    expect(await settle(open, deliveries, "retry")).toEqual(["settled"]);
    expect(timeouts(open)[0]?.[0]).toBeGreaterThan(39_590);
    expect(timeouts(open)[0]?.[0]).toBeLessThanOrEqual(39_600);
  });

  test("only the entry that failed is sent again, without moving its moment", async () => {
    const open = openSource({ settings: { retryDelay: { seconds: 20 } } });
    const deliveries = await open.receive(["a", "b"]);
    let answers = 0;
    open.queue.script = (call) => {
      if (call.action !== "visibility" || answers === 6) return undefined;
      answers += 1;
      const failed = { type: "failed", code: "InternalError", senderFault: false } as const;
      return { results: answers === 1 ? [{ type: "done" }, failed] : [failed] };
    };
    expect(await settle(open, deliveries, "retry")).toEqual(["settled", "settled"]);
    const [first, ...later] = timeouts(open);
    expect(first).toEqual([20, 20]);
    expect(later.length).toBe(6);
    expect(later.at(-1)?.[0]).toBeLessThan(20);
  });

  test("a message that somebody else has is lost", async () => {
    const open = openSource();
    const deliveries = await open.receive(["m"]);
    await open.clock.advance(60_000);
    expect(await settle(open, deliveries, "release")).toEqual(["lost"]);
  });

  test("settlements of one call may differ, and answer in order", async () => {
    const open = openSource();
    const deliveries = await open.receive(["a", "b", "c"]);
    const [first, second, third] = deliveries;
    if (first === undefined || second === undefined || third === undefined)
      throw new Error("three");
    const results = open.source.settle([
      { delivery: first, action: "release" },
      { delivery: second, action: "acknowledge" },
      { delivery: third, action: "retry" },
    ]);
    expect(await open.clock.finish(results)).toEqual(["settled", "settled", "settled"]);
    expect(open.queue.left.map(({ id }) => id).toSorted()).not.toContain(second.id);
    expect(open.queue.left).toHaveLength(2);
  });

  test("a delivery of another source is refused", async () => {
    const { source } = openSource();
    const foreign = { id: "x", bytes: 1, deliveryCount: 1, leaseEndsAtMs: 0, toItem: () => ({}) };
    expect(() => source.settle([{ delivery: foreign as never, action: "release" }])).toThrow(
      TypeError,
    );
  });
});

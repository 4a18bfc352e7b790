import type { SettleResult } from "@millrace/core/connector";
import { describe, expect, test } from "vitest";

import type { SqsDelivery } from "../src/delivery.ts";
import { openSource, type OpenSource } from "./source-fixture.ts";

function acknowledge(
  { source }: OpenSource,
  deliveries: readonly SqsDelivery[],
): Promise<readonly SettleResult[]> {
  return source.settle(deliveries.map((delivery) => ({ delivery, action: "acknowledge" })));
}

function deletes({ queue }: OpenSource): readonly number[] {
  return queue.calls.flatMap((call) => (call.action === "delete" ? [call.entries.length] : []));
}

const bodies = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `m${index}`);

describe("deletes", () => {
  test("of different batches share a request, after the linger", async () => {
    const open = openSource();
    const deliveries = await open.receive(bodies(3));
    const first = acknowledge(open, deliveries.slice(0, 1));
    await open.clock.advance(10);
    const second = acknowledge(open, deliveries.slice(1));
    await open.clock.advance(9);
    expect(deletes(open)).toEqual([]);
    await open.clock.advance(2);
    expect(deletes(open)).toEqual([3]);
    expect(await open.clock.finish(Promise.all([first, second]))).toEqual([
      ["settled"],
      ["settled", "settled"],
    ]);
  });

  test("ten go at once", async () => {
    const open = openSource();
    const deliveries = await open.receive(bodies(13));
    void acknowledge(open, deliveries);
    await open.clock.advance(0);
    expect(deletes(open)).toEqual([10]);
    await open.clock.advance(20);
    expect(deletes(open)).toEqual([10, 3]);
  });

  test("do not linger once a drain has begun", async () => {
    const open = openSource({ settings: { deleteLingerMs: 1_000 } });
    const deliveries = await open.receive(bodies(2));
    void acknowledge(open, deliveries.slice(0, 1));
    open.source.flush();
    void acknowledge(open, deliveries.slice(1));
    await open.clock.advance(0);
    expect(deletes(open)).toEqual([1, 1]);
  });

  test("do not linger when the lease is about to end", async () => {
    const open = openSource({ settings: { visibilityTimeoutSeconds: 10, deleteLingerMs: 1_000 } });
    const deliveries = await open.receive(bodies(1));
    await open.clock.advance(8_500);
    void acknowledge(open, deliveries);
    await open.clock.advance(0);
    expect(deletes(open)).toEqual([1]);
  });

  test("at most sixteen requests run at once; the rest goes in full ones", async () => {
    const open = openSource();
    const deliveries = await open.receive(bodies(200));
    for (const delivery of deliveries.slice(0, 16)) {
      void acknowledge(open, [delivery]);
      open.source.flush();
    }
    for (const delivery of deliveries.slice(16)) void acknowledge(open, [delivery]);
    await open.clock.advance(0);
    expect(deletes(open)).toEqual(Array(16).fill(1));
    await open.clock.advance(1_000);
    expect(open.queue.left).toEqual([]);
    expect(deletes(open).slice(16)).toEqual([...Array(18).fill(10), 4]);
  });

  test("of a FIFO queue go at once, each receive by itself", async () => {
    const open = openSource({ fifo: true });
    const first = await open.receive(["a1", "a2"], "a");
    const second = await open.receive(["b1"], "b");
    void acknowledge(open, [...first, ...second]);
    await open.clock.advance(0);
    expect(deletes(open)).toEqual([2, 1]);
  });

  test("an entry that the answer does not mention is sent again", async () => {
    const open = openSource();
    const deliveries = await open.receive(bodies(2));
    let answers = 0;
    open.queue.script = (call) => {
      if (call.action !== "delete" || answers > 0) return undefined;
      answers += 1;
      return { results: [{ type: "done" }, { type: "missing" }] };
    };
    expect(await open.clock.finish(acknowledge(open, deliveries))).toEqual(["settled", "settled"]);
    expect(deletes(open)).toEqual([2, 1]);
  });

  test.each([
    { name: "InternalError", least: 5, most: 400 },
    { name: "ThrottlingException", least: 3, most: 100 },
    { name: "AccessDenied", least: 2, most: 20 },
  ])("$name is tried again until the lease is over, then it has failed", async (one) => {
    const open = openSource({ settings: { visibilityTimeoutSeconds: 60 } });
    const deliveries = await open.receive(bodies(1));
    open.queue.script = (call) =>
      call.action === "delete"
        ? { fail: Object.assign(new Error(one.name), { name: one.name }) }
        : undefined;
    expect(await open.clock.finish(acknowledge(open, deliveries))).toEqual(["failed"]);
    expect(open.clock.now()).toBeLessThanOrEqual(61_000);
    expect(deletes(open).length).toBeGreaterThanOrEqual(one.least);
    expect(deletes(open).length).toBeLessThanOrEqual(one.most);
  });

  test("without an answer: a void handle afterwards means that it was done", async () => {
    const open = openSource({ fifo: true });
    const deliveries = await open.receive(["a1"], "a");
    let answers = 0;
    open.queue.script = (call) => {
      if (call.action !== "delete" || answers > 0) return undefined;
      answers += 1;
      return { lose: true };
    };
    expect(await open.clock.finish(acknowledge(open, deliveries))).toEqual(["settled"]);
    expect(deletes(open)).toEqual([1, 1]);
  });

  test("a void handle at the first try means that the message is lost", async () => {
    const open = openSource({ fifo: true });
    const deliveries = await open.receive(["a1"], "a");
    await open.clock.advance(60_000);
    expect(await open.clock.finish(acknowledge(open, deliveries))).toEqual(["lost"]);
  });

  test("closing fails what is not confirmed, whatever it waits for", async () => {
    const open = openSource({ settings: { deleteLingerMs: 1_000 } });
    const deliveries = await open.receive(bodies(3));
    open.queue.script = () => ({ fail: Object.assign(new Error("x"), { name: "InternalError" }) });
    const resting = acknowledge(open, deliveries.slice(0, 1));
    open.source.flush();
    await open.clock.advance(50);
    const onItsWay = acknowledge(open, deliveries.slice(1, 2));
    await open.source.close();
    expect(await Promise.all([resting, onItsWay])).toEqual([["failed"], ["failed"]]);
    expect(open.clock.timers).toBe(1);
  });

  test("nothing to settle is settled", async () => {
    expect(await openSource().source.settle([])).toEqual([]);
  });
});

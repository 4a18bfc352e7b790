import { describe, expect, test } from "vitest";

import { openSource } from "./source-fixture.ts";

const never = new AbortController().signal;

describe("receives", () => {
  test("ask for the lease, and count it from a round trip before the answer", async () => {
    const { source, queue, clock } = openSource();
    queue.send(["m"]);
    const [delivery] = await clock.finish(source.receive(10, { waitMs: 20_000, signal: never }));
    expect(queue.calls).toMatchObject([
      { request: { maximum: 10, waitTimeSeconds: 20, visibilityTimeoutSeconds: 45 } },
    ]);
    // Sent at 0, answered at 10; the round trip is 10.
    expect(delivery?.leaseEndsAtMs).toBe(45_000);
    expect(delivery?.leaseEndsAtMs).toBeLessThanOrEqual(queue.left[0]?.visibleAtMs ?? 0);
  });

  test("ask for no lease where the queue's own counts", async () => {
    const { source, queue, clock } = openSource({ settings: { extendVisibility: false } });
    queue.send(["m"]);
    const [delivery] = await clock.finish(source.receive(10, { waitMs: 1_000, signal: never }));
    expect(queue.calls[0]).toMatchObject({ action: "receive", request: { maximum: 10 } });
    expect(queue.calls[0]).not.toHaveProperty("request.visibilityTimeoutSeconds");
    expect(delivery?.leaseEndsAtMs).toBe(30_000);
  });

  test("an answer that comes after its time has a lease that counts from the request", async () => {
    const { source, queue, clock } = openSource();
    queue.send(["m"]);
    const receiving = source.receive(10, { waitMs: 1_000, signal: never });
    // A process that is paused sees its clock jump, and the answer after it.
    const { now } = clock;
    await clock.advance(6);
    clock.now = () => now.call(clock) + 30_000;
    await clock.advance(60);
    const [delivery] = await receiving;
    expect(delivery?.leaseEndsAtMs).toBe(45_000);
  });

  test("measure the round trip on settlements", async () => {
    const { source, queue, clock, receive } = openSource({ settings: { deleteLingerMs: 0 } });
    for (let round = 0; round < 40; round += 1) {
      const deliveries = await receive([`m${round}`]);
      await clock.finish(
        source.settle(deliveries.map((delivery) => ({ delivery, action: "acknowledge" }))),
      );
    }
    queue.send(["last"]);
    const sentAtMs = clock.now();
    const [delivery] = await clock.finish(source.receive(1, { waitMs: 0, signal: never }));
    expect(delivery?.receipt.receivedAtMs).toBeCloseTo(sentAtMs, 1);
  });

  test("carry what the engine needs", async () => {
    const { receive } = openSource({ fifo: true });
    const [delivery] = await receive(["body"], "group");
    expect(delivery).toMatchObject({ id: "body", lane: "group", deliveryCount: 1 });
    expect(delivery?.sentAtMs).toBe(1_764_000_000_000);
  });

  test("a group id on a standard queue is no lane", async () => {
    const { receive } = openSource();
    const [delivery] = await receive(["body"], "tenant");
    expect(delivery?.lane).toBeUndefined();
    expect(delivery?.toItem().attributes.MessageGroupId).toBe("tenant");
  });

  test("hand out a fresh item each time", async () => {
    const { receive, source } = openSource();
    const deliveries = await receive(["body"]);
    const [item] = source.toEvent(deliveries).Records;
    if (item !== undefined) {
      item.body = "changed";
      item.attributes.SenderId = "changed";
    }
    expect(source.toEvent(deliveries).Records[0]).toMatchObject({
      body: "body",
      attributes: { SenderId: "AIDAEXAMPLE" },
    });
  });

  test("a message without a handle is left out, and reported once", async () => {
    const { source, queue, clock, warnings } = openSource();
    queue.script = () => ({ messages: [{ MessageId: "1" }, { ReceiptHandle: "h" }, {}] });
    for (let round = 0; round < 2; round += 1)
      expect(await clock.finish(source.receive(10, { waitMs: 1_000, signal: never }))).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(["message-without-handle"]);
  });

  test("a receive that is given up ends with its reason", async () => {
    const { source, clock } = openSource();
    const stop = new AbortController();
    const receiving = source.receive(10, { waitMs: 20_000, signal: stop.signal });
    await clock.advance(1_000);
    stop.abort(new Error("closing"));
    await expect(receiving).rejects.toThrow("closing");
  });
});

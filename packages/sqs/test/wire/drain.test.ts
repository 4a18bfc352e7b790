import { sqsServers } from "@millrace/engines/vitest";
import { describe, expect, test } from "vitest";

import { bodiesOf, runMapping } from "./running-mapping.ts";
import { TestQueue } from "./test-queue.ts";

const { main, fauxqs } = sqsServers();

describe.each([main, fauxqs])("a drain on $name", (server) => {
  test("S17 releases what is not started, finishes what is, keeps pending polls, and leaves nothing in flight", async () => {
    const queue = await TestQueue.create(server);
    const held = Promise.withResolvers<void>();
    const { mapping, handled, until, deleted, events } = await runMapping({
      queue,
      scalingConfig: { maximumConcurrency: 3 },
      source: { waitTimeSeconds: 5, deleteLingerMs: 1_000 },
      handler: ({ Records }) =>
        Records.some(({ body }) => body.startsWith("slow")) ? held.promise : undefined,
    });
    const received = (): number => events("received").flatMap(({ ids }) => ids).length;
    // Handled, and waiting for company in the delete's linger.
    await queue.send("done1", "done2");
    await until(() => events("invoked").flatMap(({ ids }) => ids).length === 2);
    // All slots busy. One by one: two at a time may come with one receive or with two.
    for (const [index, body] of ["slow1", "slow2", "slow3"].entries()) {
      await queue.send(body);
      await until(() => received() === 3 + index);
    }
    const waiting = ["b1", "b2", "b3", "b4", "b5"];
    await queue.send(...waiting);
    await until(() => received() === 10);
    expect(deleted()).toEqual([]);
    const closing = mapping.close();
    // A poll that is pending may take what was just released; it hands it back again.
    await expect
      .poll(() => queue.counts(), { timeout: 1_000 })
      .toEqual({ visible: 5, inFlight: 3 });
    expect(deleted()).toHaveLength(2);
    // A pending poll takes it; it is handed back, not handled.
    await queue.send("late");
    held.resolve();
    const report = await closing;
    expect(report).toMatchObject({ finished: 5, abandoned: 0 });
    expect(report.released).toBeGreaterThanOrEqual(5);
    expect(report.tookMs).toBeLessThan(10_000);
    expect(bodiesOf(handled).toSorted()).toEqual(["done1", "done2", "slow1", "slow2", "slow3"]);
    expect(await queue.counts()).toEqual({ visible: 6, inFlight: 0 });
    expect((await queue.receive(6, 5)).toSorted()).toEqual([...waiting, "late"]);
  });

  test("S18 a message whose handler ignores its signal is left to its lease, not released", async () => {
    const queue = await TestQueue.create(server);
    const held = Promise.withResolvers<void>();
    let signal: AbortSignal | undefined;
    const { mapping, until, events } = await runMapping({
      queue,
      source: { visibilityTimeoutSeconds: 6 },
      drainTimeoutInSeconds: 1,
      handler: (_event, context) => {
        ({ signal } = context);
        return held.promise;
      },
    });
    await queue.send("stuck");
    await until(() => events("invoking").length === 1);
    const report = await mapping.close();
    expect(report).toMatchObject({ finished: 0, released: 0, abandoned: 1 });
    expect(report.tookMs).toBeLessThan(5_000);
    expect(signal?.aborted).toBe(true);
    expect(events("settled")).toEqual([]);
    expect(await queue.counts()).toEqual({ visible: 0, inFlight: 1 });
    expect(await queue.receive(1, 10)).toEqual(["stuck"]);
    held.resolve();
  });
});

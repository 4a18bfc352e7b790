import { describe, expect, test } from "vitest";

import { TargetThrottledError } from "../../src/base/target-error.ts";
import type { QueueMappingOptions } from "../../src/contracts/mapping-options.ts";
import type { QueueSourceDefinition } from "../../src/contracts/connector.ts";
import type { QueueSource } from "../../src/contracts/queue-source.ts";
import { type ScriptedEvent, type ScriptedMessage, ScriptedQueue } from "../scripted-source.ts";
import { createdMappings, type ScriptedMapping } from "./created-mappings.ts";

type Source = QueueSource<ScriptedMessage, ScriptedEvent>;

const { clock, create } = createdMappings();

/** Starts a mapping on a source of which some methods are replaced by worse ones. */
async function start(
  queue: ScriptedQueue,
  options: Partial<QueueMappingOptions<ScriptedEvent>> = {},
  worse: (source: Source) => Partial<Source> = () => ({}),
): Promise<ScriptedMapping> {
  const good = queue.definition;
  const definition: QueueSourceDefinition<ScriptedMessage, ScriptedEvent> = {
    ...good,
    open: async (opening) => {
      const source = await good.open(opening);
      return { ...source, ...worse(source) };
    },
  };
  const mapping = create(definition, options);
  await mapping.start();
  return mapping;
}

describe("what others do wrong does not stop a mapping", () => {
  test("start() twice at once opens one loop", async () => {
    const queue = new ScriptedQueue();
    const mapping = create(queue.definition);
    const results = await Promise.allSettled([mapping.start(), mapping.start()]);
    expect(results.map((one) => one.status)).toEqual(["fulfilled", "rejected"]);
    expect(results[1]).toMatchObject({ reason: { code: "MILLRACE_INVALID_STATE" } });
    expect(queue.opened).toBe(1);
  });

  test("a target that throws before it returns a promise is as one that rejects", async () => {
    const queue = new ScriptedQueue();
    let calls = 0;
    await start(queue, {
      handler: {
        functionName: "f",
        invokedFunctionArn: "arn:f",
        timeoutMs: 30_000,
        memoryLimitInMB: 128,
        invoke: () => {
          calls += 1;
          if (calls === 1) throw new TargetThrottledError("no capacity");
          return Promise.resolve();
        },
      },
    });
    queue.send("1");
    await clock.advance(1_000);
    expect([calls, queue.calls]).toEqual([2, ["acknowledge 1"]]);
  });

  test("settlements that reject count as not confirmed", async () => {
    const queue = new ScriptedQueue({ ordered: true });
    let settles = 0;
    const mapping = await start(queue, {}, (source) => ({
      settle: async (settlements) => {
        settles += 1;
        if (settles === 1) throw new Error("broken");
        return source.settle(settlements);
      },
    }));
    queue.send({ id: "1", lane: "a" });
    await clock.advance(1_000);
    expect(mapping.status().inHand).toBe(0);
    queue.send({ id: "2", lane: "a" });
    await clock.advance(1_000);
    expect(queue.calls).toEqual(["acknowledge 2"]);
  });

  test("an extension that rejects is tried again", async () => {
    const queue = new ScriptedQueue({ leaseMs: 8_000 });
    let extensions = 0;
    const running = Promise.withResolvers<void>();
    const lost: string[] = [];
    const mapping = await start(queue, { handler: () => running.promise }, (source) => ({
      extend: async (deliveries, leaseMs) => {
        extensions += 1;
        if (extensions === 1) throw new Error("broken");
        return (await source.extend?.(deliveries, leaseMs)) ?? [];
      },
    }));
    mapping.on("leaseLost", ({ id }) => lost.push(id));
    queue.send("1");
    await clock.advance(20_000);
    running.resolve();
    await clock.advance(10);
    expect([lost, queue.calls.at(-1)]).toEqual([[], "acknowledge 1"]);
  });

  test("an event that cannot be built fails its batch", async () => {
    const queue = new ScriptedQueue({ ordered: true });
    let events = 0;
    const mapping = await start(queue, { scalingConfig: { maximumConcurrency: 2 } }, (source) => ({
      toEvent: (deliveries) => {
        events += 1;
        if (events <= 3) throw new Error("broken");
        return source.toEvent(deliveries);
      },
    }));
    for (const lane of ["a", "b", "c"]) {
      queue.send({ id: lane, lane });
      await clock.advance(100);
    }
    expect([mapping.status().inHand, queue.calls]).toEqual([0, ["retry a", "retry b", "retry c"]]);
    queue.send({ id: "d", lane: "a" });
    await clock.advance(100);
    expect(queue.calls.at(-1)).toBe("acknowledge d");
  });

  test("a message that the filter cannot read does not stop its poller", async () => {
    const queue = new ScriptedQueue();
    const deliver = queue.deliver.bind(queue);
    queue.deliver = (message) => ({
      ...deliver(message),
      toItem: () => {
        if (message.id === "bad") throw new Error("broken");
        return { ...message };
      },
    });
    const mapping = await start(queue, {
      filterCriteria: { filters: [{ pattern: '{"id":[{"exists":true}]}' }] },
    });
    queue.send("bad");
    await clock.advance(100);
    queue.send("good");
    await clock.advance(30_000);
    expect(queue.calls).toEqual(["retry bad", "acknowledge good"]);
    expect(mapping.status().pollers).toBeGreaterThan(0);
  });

  test("no count is negative while a handler that timed out still runs", async () => {
    const queue = new ScriptedQueue();
    const running = Promise.withResolvers<void>();
    const mapping = await start(queue, { timeout: 1, handler: () => running.promise });
    queue.send("1");
    await clock.advance(2_000);
    expect(mapping.status()).toMatchObject({ inHand: 0, buffered: 0, inHandler: 1 });
    running.resolve();
  });
});

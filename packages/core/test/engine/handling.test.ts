import { describe, expect, test } from "vitest";

import { TargetThrottledError } from "../../src/base/target-error.ts";
import type { QueueMappingOptions } from "../../src/contracts/mapping-options.ts";
import type { FunctionContext } from "../../src/model/function-context.ts";
import { createFunction } from "../../src/parts/function-target.ts";
import { settle } from "../manual-clock.ts";
import { ScriptedQueue, type ScriptedEvent } from "../scripted-source.ts";
import { createdMappings, type ScriptedMapping } from "./created-mappings.ts";

const { clock, create } = createdMappings();
type Options = Partial<QueueMappingOptions<ScriptedEvent>>;

async function start(
  queue: ScriptedQueue,
  options: Options,
  laneRetries = 0,
): Promise<ScriptedMapping> {
  const one = create({ ...queue.definition, laneRetries }, options);
  await one.start();
  return one;
}

const ids = (event: ScriptedEvent): string =>
  event.Records.map((record) => record.messageId).join(" ");
const report: Options = { functionResponseTypes: ["ReportBatchItemFailures"] };

describe("handling a batch", () => {
  test("acknowledges what succeeded and hands back what failed", async () => {
    const queue = new ScriptedQueue();
    await start(queue, {
      ...report,
      handler: () => ({ batchItemFailures: [{ itemIdentifier: "2" }] }),
    });
    queue.send("1", "2", "3");
    await settle();
    expect(queue.calls).toEqual(["acknowledge 1 3", "retry 2"]);
  });

  test("a handler that throws fails the whole batch and not the process", async () => {
    const queue = new ScriptedQueue();
    const one = await start(queue, {
      handler: () => {
        throw new Error("boom");
      },
    });
    queue.send("1", "2");
    await settle();
    expect(queue.calls).toEqual(["retry 1 2"]);
    expect(one.status().lastProcessingResult).toBe("PROBLEM: Function call failed");
  });

  test("with reporting off the response is ignored, and the mapping says so", async () => {
    const queue = new ScriptedQueue();
    const one = await start(queue, {
      handler: () => ({ batchItemFailures: [{ itemIdentifier: "1" }] }),
    });
    const ignored: string[] = [];
    one.on("responseIgnored", ({ requestId }) => ignored.push(requestId));
    queue.send("1");
    await settle();
    expect([queue.calls, ignored.length]).toEqual([["acknowledge 1"], 1]);
  });

  test("a throttled target is called again on the same lease, with the same request id", async () => {
    const queue = new ScriptedQueue();
    const requests: string[] = [];
    const target = {
      ...createFunction(() => {}),
      invoke: async (_event: unknown, { requestId }: { requestId: string }) => {
        requests.push(requestId);
        if (requests.length < 3) throw new TargetThrottledError("busy");
      },
    };
    await start(queue, { handler: target });
    queue.send("1");
    await clock.advance(5_000);
    expect(new Set(requests).size).toBe(1);
    expect([requests.length, queue.calls]).toEqual([3, ["acknowledge 1"]]);
  });

  test("a timed-out call fails its batch, keeps its slot, and its late answer changes nothing", async () => {
    const queue = new ScriptedQueue();
    const running = Promise.withResolvers<void>();
    const started: string[] = [];
    const one = await start(queue, {
      timeout: 3,
      batchSize: 1,
      scalingConfig: { maximumConcurrency: 2 },
      handler: async (event) => {
        started.push(ids(event));
        if (ids(event) === "1") await running.promise;
      },
    });
    queue.send("1");
    await clock.advance(3_000);
    expect(queue.calls).toEqual(["retry 1"]);
    expect(one.status().inHandler).toBe(1);
    const late: number[] = [];
    one.on("runawaySettled", ({ lateMs }) => late.push(lateMs));
    await clock.advance(1_000);
    running.resolve();
    await settle();
    expect([queue.calls, late, one.status().inHandler]).toEqual([["retry 1"], [1_000], 0]);
  });

  test("reserved concurrency holds over two mappings of one function", async () => {
    const running = Promise.withResolvers<void>();
    let inHandler = 0;
    let most = 0;
    const target = createFunction(
      async () => {
        inHandler += 1;
        most = Math.max(most, inHandler);
        await running.promise;
        inHandler -= 1;
      },
      { reservedConcurrentExecutions: 3 },
    );
    const queues = [new ScriptedQueue(), new ScriptedQueue()];
    for (const queue of queues) await start(queue, { handler: target, batchSize: 1 });
    for (const queue of queues) queue.send("1", "2", "3", "4");
    await settle();
    expect(most).toBe(3);
    running.resolve();
    await clock.advance(1_000);
    expect(most).toBe(3);
    expect(queues.map((queue) => queue.calls.length)).toEqual([4, 4]);
  });

  test("extends leases while the handler runs, and not after it has ended", async () => {
    const queue = new ScriptedQueue();
    await start(queue, {
      timeout: 100,
      handler: () => new Promise<void>((resolve) => clock.setTimer(40_000, resolve)),
    });
    queue.send("1");
    await clock.advance(40_000);
    expect(queue.calls).toEqual(["extend 1", "extend 1", "acknowledge 1"]);
    await clock.advance(40_000);
    expect(queue.calls).toHaveLength(3);
  });

  test("an extension that is under way ends before a retry is told", async () => {
    const queue = new ScriptedQueue();
    const extending = Promise.withResolvers<"extended">();
    queue.onExtend = () => extending.promise;
    await start(queue, {
      timeout: 100,
      handler: async () => {
        await new Promise<void>((resolve) => clock.setTimer(16_000, resolve));
        throw new Error("boom");
      },
    });
    queue.send("1");
    await clock.advance(20_000);
    expect(queue.calls).toEqual(["extend 1"]);
    extending.resolve("extended");
    await settle();
    expect(queue.calls).toEqual(["extend 1", "retry 1"]);
  });

  test("a lost lease tells the handler within a second and is still acknowledged on a standard queue", async () => {
    const queue = new ScriptedQueue();
    queue.onExtend = () => Promise.resolve("lost");
    let context: FunctionContext | undefined;
    const one = await start(queue, {
      timeout: 100,
      handler: async (_event, given) => {
        context = given;
        await new Promise<void>((resolve) => clock.setTimer(20_000, resolve));
      },
    });
    const lost: string[] = [];
    one.on("leaseLost", ({ id, phase }) => lost.push(`${id} ${phase}`));
    queue.send("1");
    await clock.advance(15_000);
    expect([context?.signal.aborted, lost]).toEqual([true, ["1 handling"]]);
    await clock.advance(20_000);
    expect(queue.calls).toEqual(["extend 1", "acknowledge 1"]);
  });

  test("a lost lease of an ordered queue is not touched again", async () => {
    const queue = new ScriptedQueue({ ordered: true });
    queue.onExtend = () => Promise.resolve("lost");
    await start(queue, {
      timeout: 100,
      handler: () => new Promise<void>((resolve) => clock.setTimer(20_000, resolve)),
    });
    queue.send({ id: "1", lane: "a" });
    await clock.advance(40_000);
    expect(queue.calls).toEqual(["extend 1"]);
  });

  test("a lane is retried in hand as often as the source says, the rest acknowledged at once", async () => {
    const queue = new ScriptedQueue({ ordered: true });
    const seen: string[] = [];
    await start(
      queue,
      {
        ...report,
        handler: (event) => {
          seen.push(ids(event));
          return {
            batchItemFailures: event.Records.filter(({ messageId }) => messageId === "a1").map(
              ({ messageId }) => ({ itemIdentifier: messageId }),
            ),
          };
        },
      },
      2,
    );
    queue.send({ id: "a1", lane: "a" }, { id: "b1", lane: "b" }, { id: "a2", lane: "a" });
    await clock.advance(10_000);
    expect(seen).toEqual(["a1 b1 a2", "a1 a2", "a1 a2"]);
    expect(queue.calls).toEqual(["acknowledge b1", "retry a1 a2"]);
  });

  test("a lane has one batch in flight, another lane goes on", async () => {
    const queue = new ScriptedQueue({ ordered: true });
    const seen: string[] = [];
    const running = Promise.withResolvers<void>();
    await start(queue, {
      handler: async (event) => {
        seen.push(ids(event));
        if (seen.length === 1) await running.promise;
      },
    });
    queue.send({ id: "a1", lane: "a" });
    await settle();
    queue.send({ id: "a2", lane: "a" }, { id: "b1", lane: "b" });
    await clock.advance(1_000);
    expect(seen).toEqual(["a1", "b1"]);
    running.resolve();
    await settle();
    expect(seen).toEqual(["a1", "b1", "a2"]);
  });

  test("a copy that comes while the first is handled is not handled, and settles by its newer receipt", async () => {
    const queue = new ScriptedQueue();
    const settled: number[] = [];
    queue.onSettle = ({ delivery }) => {
      settled.push(delivery.deliveryCount);
      return "settled";
    };
    const seen: string[] = [];
    const running = Promise.withResolvers<void>();
    const one = await start(queue, {
      handler: async (event) => {
        seen.push(ids(event));
        await running.promise;
      },
    });
    const duplicates: string[] = [];
    one.on("duplicated", ({ id }) => duplicates.push(id));
    queue.send("1");
    await settle();
    queue.send({ id: "1", deliveryCount: 2 });
    await settle();
    running.resolve();
    await settle();
    expect([seen, duplicates, settled]).toEqual([["1"], ["1"], [2]]);
  });
});

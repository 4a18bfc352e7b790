import { describe, expect, test } from "vitest";

import type { ExtendResult } from "../../src/contracts/queue-source.ts";
import { settle } from "../manual-clock.ts";
import { type ScriptedMessage, ScriptedQueue } from "../scripted-source.ts";
import { createdMappings } from "./created-mappings.ts";

const { clock, create } = createdMappings();
const inLane = (id: string): ScriptedMessage => ({ id, lane: "a" });

async function start(handle: (ids: string) => unknown): Promise<ScriptedQueue> {
  const queue = new ScriptedQueue({ ordered: true });
  const mapping = create(queue.definition, {
    handler: (event) => handle(event.Records.map(({ messageId }) => messageId).join(" ")),
    timeout: 900,
  });
  await mapping.start();
  return queue;
}

describe("order in a lane, when leases are lost", () => {
  test("what waits behind a message that fails is handed back with it", async () => {
    const seen: string[] = [];
    const running = Promise.withResolvers<void>();
    const queue = await start(async (ids) => {
      seen.push(ids);
      await running.promise;
      throw new Error("boom");
    });
    queue.send(inLane("1"));
    await settle();
    queue.send(inLane("2"));
    await settle();
    running.resolve();
    await clock.advance(1_000);
    expect([seen, queue.calls]).toEqual([["1"], ["retry 1", "release 2"]]);
  });

  test("nothing behind a message whose lease is lost before its turn is handled", async () => {
    const seen: string[] = [];
    const running = Promise.withResolvers<void>();
    const queue = await start(async (ids) => {
      seen.push(ids);
      await running.promise;
    });
    queue.onExtend = (id) => Promise.resolve<ExtendResult>(id === "2" ? "lost" : "extended");
    queue.send(inLane("1"));
    await settle();
    queue.send(inLane("2"), inLane("3"));
    await clock.advance(16_000);
    running.resolve();
    await clock.advance(1_000);
    expect(seen).toEqual(["1"]);
    expect(queue.calls.slice(-2)).toEqual(["acknowledge 1", "release 3"]);
  });

  test("the end of an older copy's lease does not lose the newer copy", async () => {
    const seen: string[] = [];
    const queue = await start((ids) => void seen.push(ids));
    const extending = Promise.withResolvers<ExtendResult>();
    queue.onExtend = () => extending.promise;
    // A copy that reached us late: its lease is nearly over, so it is extended before its turn.
    queue.onReceive = () => {
      queue.onReceive = undefined;
      return Promise.resolve([{ ...queue.deliver(inLane("1")), leaseEndsAtMs: clock.now() + 500 }]);
    };
    queue.send({ id: "wake" });
    await settle();
    queue.send({ ...inLane("1"), deliveryCount: 2 });
    await settle();
    extending.resolve("lost");
    await clock.advance(100);
    expect(seen.filter((ids) => ids === "1")).toEqual(["1"]);
    expect(queue.calls).toContain("acknowledge 1");
  });
});

import { afterEach, describe, expect, test } from "vitest";

import { seededRandom } from "../../src/base/random.ts";
import type { ExtendResult } from "../../src/contracts/queue-source.ts";
import { createMapping } from "../../src/engine/create-mapping.ts";
import type { Mapping } from "../../src/engine/mapping.ts";
import { ManualClock, settle } from "../manual-clock.ts";
import { type ScriptedEvent, type ScriptedMessage, ScriptedQueue } from "../scripted-source.ts";

const clock = new ManualClock();
const open: Mapping<ScriptedMessage, ScriptedEvent>[] = [];
const inLane = (id: string): ScriptedMessage => ({ id, lane: "a" });

async function start(handle: (ids: string) => unknown): Promise<ScriptedQueue> {
  const queue = new ScriptedQueue({ ordered: true });
  const mapping = createMapping(
    {
      source: queue.definition,
      handler: (event: ScriptedEvent) =>
        handle(event.Records.map(({ messageId }) => messageId).join(" ")),
      timeout: 900,
    },
    { clock, random: seededRandom(1) },
  );
  open.push(mapping);
  await mapping.start();
  return queue;
}

afterEach(async () => {
  const closing = Promise.all(open.splice(0).map((one) => one.close()));
  await clock.advance(120_000);
  await closing;
});

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

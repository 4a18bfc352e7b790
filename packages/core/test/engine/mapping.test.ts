import { describe, expect, test } from "vitest";

import { ConfigurationError } from "../../src/base/configuration-error.ts";
import { SourceError } from "../../src/base/source-error.ts";
import type { QueueMappingOptions } from "../../src/contracts/mapping-options.ts";
import { settle } from "../manual-clock.ts";
import { ScriptedQueue, type ScriptedEvent } from "../scripted-source.ts";
import { createdMappings, type ScriptedMapping } from "./created-mappings.ts";

const { clock, create } = createdMappings();

function mapping(
  queue: ScriptedQueue,
  options: Partial<QueueMappingOptions<ScriptedEvent>> = {},
): ScriptedMapping {
  return create(queue.definition, options);
}

describe("Mapping", () => {
  test("goes from Creating to Enabled to Deleted, and says so", async () => {
    const one = mapping(new ScriptedQueue());
    const seen: string[] = [];
    one.on("state", ({ from, to, reason }) => seen.push(`${from} ${to} ${reason}`));
    expect(one.status()).toMatchObject({ name: "orders", state: "Creating" });
    await one.start();
    expect(one.status()).toMatchObject({ state: "Enabled", healthy: true, pollers: 1 });
    const closing = one.close();
    await clock.advance(25_000);
    await closing;
    expect(seen).toEqual([
      "Creating Enabled USER_INITIATED",
      "Enabled Deleting USER_INITIATED",
      "Deleting Deleted USER_INITIATED",
    ]);
  });

  test("handles what the queue holds and acknowledges it", async () => {
    const queue = new ScriptedQueue();
    const events: ScriptedEvent[] = [];
    const one = mapping(queue, { handler: (event) => void events.push(event) });
    await one.start();
    queue.send("1", "2");
    await settle();
    expect(events).toEqual([{ Records: [{ messageId: "1" }, { messageId: "2" }] }]);
    expect(queue.calls).toEqual(["acknowledge 1 2"]);
    expect(one.status()).toMatchObject({ inHand: 0, lastProcessingResult: "OK" });
  });

  test("the id of a mapping is the same at every start and differs by name", () => {
    const queue = new ScriptedQueue();
    expect(mapping(queue).uuid).toBe(mapping(queue).uuid);
    expect(mapping(queue, { name: "other" }).uuid).not.toBe(mapping(queue).uuid);
    expect(mapping(queue).uuid).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test("created disabled it opens nothing until it is enabled", async () => {
    const queue = new ScriptedQueue();
    const one = mapping(queue, { enabled: false });
    await one.start();
    expect([one.status().state, queue.opened]).toEqual(["Disabled", 0]);
    const updating = one.update({ enabled: true });
    expect(one.status().state).toBe("Enabling");
    await updating;
    expect([one.status().state, queue.opened]).toEqual(["Enabled", 1]);
  });

  test("disabling drains and keeps the mapping", async () => {
    const queue = new ScriptedQueue();
    const one = mapping(queue);
    await one.start();
    const updating = one.update({ enabled: false });
    expect(one.status().state).toBe("Disabling");
    await clock.advance(25_000);
    await updating;
    expect(one.status()).toMatchObject({ state: "Disabled", pollers: 0 });
    expect(queue.calls).toEqual(["flush", "close"]);
  });

  test("an update drains the old configuration before the new one starts", async () => {
    const queue = new ScriptedQueue();
    const sizes: number[] = [];
    const running = Promise.withResolvers<void>();
    const one = mapping(queue, {
      batchSize: 2,
      handler: async (event) => {
        sizes.push(event.Records.length);
        await running.promise;
      },
    });
    await one.start();
    queue.send("1", "2");
    await settle();
    const updating = one.update({ batchSize: 5 });
    expect(one.status().state).toBe("Updating");
    queue.send("3", "4", "5");
    await clock.advance(100);
    expect(sizes).toEqual([2]);
    running.resolve();
    await clock.advance(25_000);
    await updating;
    expect(one.status().state).toBe("Enabled");
    // 3, 4 and 5 reached a receive that was pending when the drain began: handed back, not handled.
    expect(queue.calls).toContain("release 3 4 5");
    queue.send("6", "7", "8", "9", "10");
    await settle();
    expect(sizes).toEqual([2, 5]);
  });

  test("a refused update changes nothing", async () => {
    const one = mapping(new ScriptedQueue());
    await one.start();
    await expect(one.update({ batchSize: 0 })).rejects.toThrow(ConfigurationError);
    expect(one.status().state).toBe("Enabled");
  });

  test("a source that cannot be opened fails the start and leaves the reason", async () => {
    const queue = new ScriptedQueue();
    queue.onOpen = () => {
      throw new SourceError("missing", "the queue orders does not exist");
    };
    const one = mapping(queue);
    await expect(one.start()).rejects.toMatchObject({ code: "MILLRACE_SOURCE_MISSING" });
    expect(one.status()).toMatchObject({
      state: "Disabled",
      stateTransitionReason: "the queue orders does not exist",
    });
  });

  test("start twice is refused", async () => {
    const one = mapping(new ScriptedQueue());
    await one.start();
    await expect(one.start()).rejects.toThrow(
      "start() is possible in the states Creating; the mapping is Enabled",
    );
  });

  test("close twice gives one report", async () => {
    const one = mapping(new ScriptedQueue());
    await one.start();
    const first = one.close();
    const second = one.close();
    await clock.advance(25_000);
    expect(await first).toEqual({
      finished: 0,
      released: 0,
      abandoned: 0,
      tookMs: expect.any(Number) as number,
    });
    expect(await second).toBe(await first);
  });

  test("close before start ends the mapping", async () => {
    const queue = new ScriptedQueue();
    const one = mapping(queue);
    expect(await one.close()).toMatchObject({ finished: 0, abandoned: 0 });
    expect([one.status().state, queue.opened]).toEqual(["Deleted", 0]);
    await expect(one.start()).rejects.toMatchObject({ code: "MILLRACE_INVALID_STATE" });
  });

  test("close while it opens waits for the opening, then drains", async () => {
    const queue = new ScriptedQueue();
    const opening = Promise.withResolvers<void>();
    queue.onOpen = () => opening.promise;
    const one = mapping(queue);
    const starting = one.start();
    await settle();
    const closing = one.close();
    opening.resolve();
    await starting;
    await clock.advance(25_000);
    await closing;
    expect([one.status().state, queue.calls]).toEqual(["Deleted", ["flush", "close"]]);
  });

  test("run ends with its signal and reports", async () => {
    const controller = new AbortController();
    const one = mapping(new ScriptedQueue());
    const running = one.run({ signal: controller.signal });
    await settle();
    expect(one.status().state).toBe("Enabled");
    controller.abort();
    await clock.advance(25_000);
    expect(await running).toMatchObject({ abandoned: 0 });
    expect(one.status().state).toBe("Deleted");
  });

  test("run ends when somebody closes the mapping", async () => {
    const one = mapping(new ScriptedQueue());
    const running = one.run({ signal: new AbortController().signal });
    await settle();
    void one.close();
    await clock.advance(25_000);
    expect(await running).toMatchObject({ abandoned: 0 });
  });

  test("await using closes", async () => {
    const queue = new ScriptedQueue();
    const dispose = async (): Promise<void> => {
      await using one = mapping(queue);
      await one.start();
    };
    const disposing = dispose();
    await clock.advance(25_000);
    await disposing;
    expect(queue.calls).toEqual(["flush", "close"]);
  });

  test("a failing poll makes it unhealthy, the next good one healthy", async () => {
    const queue = new ScriptedQueue();
    let failing = true;
    queue.onReceive = async () => {
      if (failing) throw new SourceError("denied", "not authorized");
      await new Promise<void>((resolve) => clock.setTimer(20_000, resolve));
      return [];
    };
    const one = mapping(queue);
    await one.start();
    await settle();
    expect(one.status()).toMatchObject({
      healthy: false,
      problem: "MILLRACE_ACCESS_DENIED: not authorized",
    });
    failing = false;
    await clock.advance(120_000);
    expect(one.status().healthy).toBe(true);
  });
});

import { describe, expect, test } from "vitest";

import { SourceError } from "../../src/base/source-error.ts";
import { createFunction } from "../../src/parts/function-target.ts";
import type { Target } from "../../src/contracts/target.ts";
import { settle } from "../manual-clock.ts";
import { ScriptedQueue } from "../scripted-source.ts";
import { createdMappings, type ScriptedMapping } from "./created-mappings.ts";

const { clock, create } = createdMappings();

function mapping(
  queue: ScriptedQueue,
  handler: Target = createFunction(() => {}),
): ScriptedMapping {
  return create(queue.definition, { handler });
}

describe("changes of state that meet", () => {
  test("a start in the moment of a close is refused, and opens nothing", async () => {
    const queue = new ScriptedQueue();
    const one = mapping(queue);
    const closing = one.close();
    await expect(one.start()).rejects.toMatchObject({ code: "MILLRACE_INVALID_STATE" });
    await closing;
    expect([one.status().state, queue.opened]).toEqual(["Deleted", 0]);
  });

  test("a run whose signal has aborted already opens nothing", async () => {
    const queue = new ScriptedQueue();
    const one = mapping(queue);
    expect(await one.run({ signal: AbortSignal.abort() })).toMatchObject({ abandoned: 0 });
    await settle();
    expect([one.status().state, queue.opened]).toEqual(["Deleted", 0]);
  });

  test("an update in the moment of a close is refused", async () => {
    const queue = new ScriptedQueue();
    const one = mapping(queue);
    await one.start();
    const closing = one.close();
    await expect(one.update({ batchSize: 5 })).rejects.toMatchObject({
      code: "MILLRACE_INVALID_STATE",
    });
    await clock.advance(25_000);
    await closing;
    expect([one.status().state, queue.calls]).toEqual(["Deleted", ["flush", "close"]]);
  });

  test("a start after one that failed is refused rather than pass for done", async () => {
    const queue = new ScriptedQueue();
    queue.onOpen = () => {
      throw new SourceError("missing", "the queue orders does not exist");
    };
    const one = mapping(queue);
    await expect(one.start()).rejects.toMatchObject({ code: "MILLRACE_SOURCE_MISSING" });
    await expect(one.start()).rejects.toMatchObject({ code: "MILLRACE_INVALID_STATE" });
  });

  test("an update to another target closes the one it replaces, after its last call", async () => {
    const queue = new ScriptedQueue();
    const calls: string[] = [];
    const running = Promise.withResolvers<void>();
    const before: Target = {
      ...createFunction(() => running.promise.then(() => void calls.push("handled"))),
      close: async () => void calls.push("closed"),
    };
    const one = mapping(queue, before);
    await one.start();
    queue.send("1");
    await settle();
    const updating = one.update({ handler: () => {} });
    await clock.advance(1_000);
    running.resolve();
    await clock.advance(25_000);
    await updating;
    expect(calls).toEqual(["handled", "closed"]);
  });

  test("an update that cannot end what was before leaves the mapping disabled, with the reason", async () => {
    const close = (): Promise<void> => Promise.reject(new Error("cannot close"));
    const one = mapping(new ScriptedQueue(), { ...createFunction(() => {}), close });
    await one.start();
    const updating = expect(one.update({ handler: () => {} })).rejects.toThrow("cannot close");
    await clock.advance(25_000);
    await updating;
    expect(one.status()).toMatchObject({
      state: "Disabled",
      stateTransitionReason: "cannot close",
    });
  });
});

import { describe, expect, test, vi } from "vitest";

import { onAbort } from "../../src/base/abort.ts";
import { closestName } from "../../src/base/closest-name.ts";
import { sleep, systemClock } from "../../src/base/clock.ts";
import { ConfigurationError } from "../../src/base/configuration-error.ts";
import { Emitter } from "../../src/base/emitter.ts";
import { describeError, MillraceError } from "../../src/base/millrace-error.ts";
import { nameUuid } from "../../src/base/name-uuid.ts";
import { seededRandom } from "../../src/base/random.ts";
import { SourceError, toSourceError } from "../../src/base/source-error.ts";
import { TaskSet } from "../../src/base/task-set.ts";
import { ManualClock, settle } from "../manual-clock.ts";

describe("sleep", () => {
  test("ends when the time is over and leaves no listener", async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    const sleeping = sleep(clock, 100, controller.signal);
    await clock.advance(100);
    await sleeping;
    expect(removed).toHaveBeenCalledOnce();
  });

  test("rejects with the signal's reason and leaves no timer", async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const sleeping = sleep(clock, 100, controller.signal);
    controller.abort(new Error("enough"));
    await expect(sleeping).rejects.toThrow("enough");
    expect(clock.timers).toBe(0);
    await expect(sleep(clock, 100, controller.signal)).rejects.toThrow("enough");
  });

  test("the machine's clock fires after the delay, and not when cancelled", async () => {
    const startMs = systemClock.now();
    let cancelled = false;
    systemClock.setTimer(1, () => (cancelled = true)).cancel();
    await sleep(systemClock, 5);
    expect(systemClock.now() - startMs).toBeGreaterThanOrEqual(4);
    expect(cancelled).toBe(false);
  });
});

describe("TaskSet", () => {
  test("settled waits for tasks that tasks start, and hears of errors", async () => {
    const heard: unknown[] = [];
    const tasks = new TaskSet((error) => heard.push(error));
    const order: string[] = [];
    tasks.run(async () => {
      await settle();
      order.push("first");
      tasks.run(async () => {
        await settle();
        order.push("second");
      });
    });
    tasks.run(() => Promise.reject(new Error("bug")));
    await tasks.settled();
    expect([order, heard, tasks.size]).toEqual([["first", "second"], [new Error("bug")], 0]);
  });
});

describe("Emitter", () => {
  test("a listener that throws does not keep the others from hearing", () => {
    const errors: unknown[] = [];
    const emitter = new Emitter<{ tick: number }>((error) => errors.push(error));
    const heard: number[] = [];
    emitter.on("tick", () => {
      throw new Error("listener");
    });
    const stop = emitter.on("tick", (value) => heard.push(value));
    emitter.emit("tick", 1);
    stop();
    emitter.emit("tick", 2);
    expect([heard, errors]).toEqual([[1], [new Error("listener"), new Error("listener")]]);
  });
});

describe("errors", () => {
  test("describeError reads anything that can be thrown", () => {
    const unreadable = {
      toString(): string {
        throw new Error("no");
      },
    };
    expect(
      [new Error("a"), new TypeError(""), "b", undefined, unreadable].map(describeError),
    ).toEqual(["a", "TypeError", "b", "undefined", "an error that cannot be read"]);
  });

  test("an unclassified error of a source counts as not connected and keeps its cause", () => {
    const cause = new Error("socket hang up");
    const error = toSourceError(cause);
    expect(error).toMatchObject({
      decision: "not-connected",
      code: "MILLRACE_NOT_CONNECTED",
      cause,
    });
    const known = new SourceError("throttled", "slow down");
    expect(toSourceError(known)).toBe(known);
  });

  test("a configuration error lists every problem with value and hint", () => {
    const error = new ConfigurationError(
      [
        { option: "batchSize", value: 0, problem: "must be 1 or more" },
        { option: "batchSise", problem: "is not an option here", hint: "Did you mean batchSize?" },
      ],
      "mapping orders",
    );
    expect(error.message).toBe(
      "mapping orders: 2 options are refused\n  - batchSize: must be 1 or more (got 0)\n  - batchSise: is not an option here. Did you mean batchSize?",
    );
    expect(error).toBeInstanceOf(MillraceError);
    expect(error.name).toBe("ConfigurationError");
  });
});

describe("the rest", () => {
  test("closestName finds a slip and no far-fetched name", () => {
    const known = ["batchSize", "maximumBatchingWindowInSeconds", "enabled"];
    expect(
      ["batchSise", "BATCHSIZE", "enable", "nonsense"].map((name) => closestName(name, known)),
    ).toEqual(["batchSize", "batchSize", "enabled", undefined]);
  });

  test("seededRandom repeats and makes version 4 UUIDs", () => {
    const [one, two] = [seededRandom(7), seededRandom(7)];
    expect([one.next(), one.next(), one.uuid()]).toEqual([two.next(), two.next(), two.uuid()]);
    expect(one.uuid()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test("nameUuid never changes: ids in traces of years ago must still match", () => {
    expect(nameUuid("sqs/orders")).toBe(nameUuid("sqs/orders"));
    expect(nameUuid("sqs/orders")).toMatchInlineSnapshot(`"813045ff-9aac-5c37-9e5a-3b737da17871"`);
  });

  test("onAbort reacts once, at once when it is too late to wait", () => {
    const controller = new AbortController();
    let reactions = 0;
    const forget = onAbort(controller.signal, () => (reactions += 1));
    onAbort(controller.signal, () => (reactions += 10));
    forget();
    controller.abort();
    onAbort(controller.signal, () => (reactions += 100));
    expect(reactions).toBe(110);
  });
});

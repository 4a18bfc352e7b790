import { type Clock, createFunction, type FunctionContext, type Invocation } from "@millrace/core";
import { expect, test } from "vitest";

import { guardTarget } from "../../src/run/guard-target.ts";
import { runningCall } from "../../src/run/running-call.ts";

const deadlineMs = 1_000;

/** One call of a handler that waits for `finish`, with the deadline in the test's hand. */
function callHandler() {
  const handler = Promise.withResolvers<string>();
  const timers: { readonly delayMs: number; readonly fire: () => void; cancelled: boolean }[] = [];
  const clock: Clock = {
    now: () => 400,
    wallTimeMs: () => 400,
    setTimer(delayMs, fire) {
      const timer = { delayMs, fire, cancelled: false };
      timers.push(timer);
      return { cancel: () => void (timer.cancelled = true) };
    },
  };
  let fail: ((error: unknown) => boolean) | undefined;
  const target = createFunction(() => {
    fail = runningCall.getStore()?.fail;
    return handler.promise;
  });
  const invocation: Invocation = {
    requestId: "r1",
    deadlineMs,
    signal: new AbortController().signal,
    context: {} as FunctionContext,
  };
  let state = "running";
  const ended = guardTarget(target, clock).invoke({}, invocation);
  const watched = ended.then(
    (value) => (state = `answered ${String(value)}`),
    (error: Error) => (state = `failed: ${error.message}`),
  );
  return {
    handler,
    timers,
    watched,
    fail: (error: Error) => fail?.(error),
    state: async (): Promise<string> => {
      await new Promise((resolve) => setImmediate(resolve));
      return state;
    },
  };
}

test("a call that nothing disturbs gives the handler's answer, and sets no timer", async () => {
  const call = callHandler();
  call.handler.resolve("done");
  expect(await call.watched).toBe("answered done");
  expect(call.timers).toEqual([]);
});

test("a failed call keeps its slot until the handler has settled", async () => {
  const call = callHandler();
  expect(call.fail(new Error("stray"))).toBe(true);
  expect(await call.state()).toBe("running");
  call.handler.resolve("done");
  expect(await call.watched).toBe("failed: stray");
  expect(call.timers[0]?.cancelled).toBe(true);
});

test("the first failure counts, over later ones and over the handler's own", async () => {
  const call = callHandler();
  call.fail(new Error("first"));
  call.fail(new Error("second"));
  call.handler.reject(new Error("own"));
  expect(await call.watched).toBe("failed: first");
  expect(call.timers).toHaveLength(1);
});

test("a handler that never settles after a failure ends at its deadline", async () => {
  const call = callHandler();
  call.fail(new Error("stray"));
  const [timer] = call.timers;
  expect(timer?.delayMs).toBe(600);
  timer?.fire();
  expect(await call.watched).toBe("failed: stray");
});

test("a failure after the end changes nothing", async () => {
  const call = callHandler();
  call.handler.resolve("done");
  await call.watched;
  expect(call.fail(new Error("late"))).toBe(false);
  expect(await call.state()).toBe("answered done");
  expect(call.timers).toEqual([]);
});

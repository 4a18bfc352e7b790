import { describe, expect, test } from "vitest";

import {
  TargetResponseError,
  TargetThrottledError,
  TargetUnreachableError,
} from "../../src/base/target-error.ts";
import type { FunctionContext } from "../../src/model/function-context.ts";
import { createFunction } from "../../src/parts/function-target.ts";
import { invoke } from "../../src/parts/invoke.ts";
import { ManualClock } from "../manual-clock.ts";

const event = { Records: [] };

describe("invoke", () => {
  test("gives the handler Lambda's context", async () => {
    const clock = new ManualClock();
    let context: FunctionContext | undefined;
    const target = createFunction((_event, given) => void (context = given), {
      functionName: "orders",
      timeout: 3,
      memorySize: 256,
    });
    await invoke(target, event, "request-1", clock).end;
    expect(context).toMatchObject({
      functionName: "orders",
      functionVersion: "$LATEST",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:orders",
      memoryLimitInMB: "256",
      awsRequestId: "request-1",
      logGroupName: "/aws/lambda/orders",
    });
    await clock.advance(1000);
    expect(context?.getRemainingTimeInMillis()).toBe(2000);
    expect(context?.signal.aborted).toBe(false);
  });

  test.each(["done", "fail", "succeed"] as const)(
    "fails a handler that ends its call by context.%s",
    async (name) => {
      const target = createFunction((_event, context) => context[name]());
      const { end } = invoke(target, event, "request-1", new ManualClock());
      expect(await end).toMatchObject({
        type: "functionError",
        error: { code: "MILLRACE_HANDLER_RESPONSE", message: expect.stringContaining(name) },
      });
    },
  );

  test("ends at the timeout although the handler runs on, and settles when it ends", async () => {
    const clock = new ManualClock();
    const running = Promise.withResolvers<void>();
    let signal: AbortSignal | undefined;
    const target = createFunction(
      async (_event, context) => {
        signal = context.signal;
        await running.promise;
      },
      { timeout: 3 },
    );
    const call = invoke(target, event, "request-1", clock);
    let settled = false;
    void call.settled.then(() => (settled = true));
    await clock.advance(2999);
    expect(signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(await call.end).toMatchObject({
      type: "timeout",
      error: { message: "RequestId: request-1 Error: Task timed out after 3.00 seconds" },
    });
    expect([signal?.aborted, settled]).toEqual([true, false]);
    running.resolve();
    await clock.advance(0);
    expect(settled).toBe(true);
  });

  test("leaves no timer behind when the handler is quick", async () => {
    const clock = new ManualClock();
    const call = invoke(
      createFunction(() => "done"),
      event,
      "request-1",
      clock,
    );
    expect(await call.end).toEqual({ type: "response", payload: "done" });
    await call.settled;
    expect(clock.timers).toBe(0);
  });

  test.each([
    ["an error", new Error("boom"), "functionError"],
    ["undefined", undefined, "functionError"],
    ["a text", "boom", "functionError"],
    ["a throttle", new TargetThrottledError("busy"), "throttled"],
    ["an unreachable target", new TargetUnreachableError("gone"), "unreachable"],
    ["an answer that is no JSON", new TargetResponseError("<html>"), "unreadableResponse"],
  ])("a handler that throws %s ends so", async (_name, thrown, type) => {
    const target = createFunction(() => {
      // oxlint-disable-next-line typescript/only-throw-error -- handlers throw anything
      throw thrown;
    });
    const call = invoke(target, event, "request-1", new ManualClock());
    expect(await call.end).toEqual({ type, error: thrown });
  });

  test("abort tells the handler and does not end the call", async () => {
    const clock = new ManualClock();
    const target = createFunction(
      (_event, { signal }) =>
        new Promise((resolve) =>
          signal.addEventListener("abort", () => resolve(String(signal.reason))),
        ),
    );
    const call = invoke(target, event, "request-1", clock);
    call.abort(new Error("the lease is lost"));
    expect(await call.end).toEqual({ type: "response", payload: "Error: the lease is lost" });
  });
});

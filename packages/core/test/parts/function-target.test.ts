import { describe, expect, test } from "vitest";

import { ConfigurationError } from "../../src/base/configuration-error.ts";
import type { Handler } from "../../src/contracts/mapping-options.ts";
import { createFunction } from "../../src/parts/function-target.ts";
import { invoke } from "../../src/parts/invoke.ts";
import { ManualClock } from "../manual-clock.ts";

const call = (handler: Handler): Promise<unknown> =>
  invoke(createFunction(handler), {}, "request-1", new ManualClock()).end;

describe("createFunction", () => {
  test.each<[string, Handler, unknown]>([
    ["async", async () => "async", "async"],
    ["a plain value", () => "plain", "plain"],
    ["a callback", (_event, _context, callback) => callback(null, "called"), "called"],
    [
      "a callback, later",
      (_event, _context, callback) => void queueMicrotask(() => callback(undefined, 1)),
      1,
    ],
    ["a callback and a promise", async (_event, _context, _callback) => "promise", "promise"],
    ["a promise beside a callback", (_e, _c, _callback) => Promise.resolve("returned"), "returned"],
    ["nothing", () => {}, undefined],
  ])("answers by %s", async (_name, handler, payload) => {
    expect(await call(handler)).toEqual({ type: "response", payload });
  });

  test("the first callback wins", async () => {
    const handler: Handler = (_event, _context, callback) => {
      callback(null, "first");
      callback(new Error("second"));
    };
    expect(await call(handler)).toEqual({ type: "response", payload: "first" });
  });

  test("a callback with an error fails the call", async () => {
    const error = new Error("no");
    expect(await call((_event, _context, callback) => callback(error))).toEqual({
      type: "functionError",
      error,
    });
  });

  test.each([
    [{ timeout: 0 }, "timeout: must be an integer from 1 to 43200 (got 0)"],
    [{ timeout: 1.5 }, "timeout: must be an integer from 1 to 43200 (got 1.5)"],
    [{ memorySize: 64 }, "memorySize: must be an integer from 128 to 10240 (got 64)"],
    [
      { reservedConcurrentExecutions: 0 },
      "reservedConcurrentExecutions: must be an integer from 1 to 1000000 (got 0)",
    ],
    [
      { functionName: "a b" },
      "functionName: must be 1 to 64 letters, digits, hyphens or underscores",
    ],
  ])("refuses %j", (options, message) => {
    expect(() => createFunction(() => {}, options)).toThrow(ConfigurationError);
    expect(() => createFunction(() => {}, options)).toThrow(message);
  });

  test("refuses what is not a function", () => {
    expect(() => createFunction("orders.handler" as unknown as Handler)).toThrow(
      'function: handler: must be a function (event, context) or a target (got "orders.handler")',
    );
  });
});

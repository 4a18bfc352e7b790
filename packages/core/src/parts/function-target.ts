import { ConfigurationError, type ConfigurationIssue } from "../base/configuration-error.ts";
import type { FunctionOptions, Handler } from "../contracts/mapping-options.ts";
import type { Invocation, Target } from "../contracts/target.ts";

/** Milliseconds of a call's timeout when none is set. */
export const defaultTimeoutMs = 30_000;
const longestTimeoutSeconds = 43_200;

/**
 * A handler in this process as a {@link Target}. Share it between mappings to share its
 * `reservedConcurrentExecutions`.
 *
 * @throws ConfigurationError when an option is out of range.
 */
export function createFunction<Event>(
  handler: Handler<Event>,
  options: FunctionOptions = {},
): Target {
  const issues = [...checkFunctionOptions(options), ...checkHandler(handler)];
  if (issues.length > 0) throw new ConfigurationError(issues, "function");
  const functionName = options.functionName ?? (handler.name === "" ? "handler" : handler.name);
  return {
    functionName,
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    timeoutMs: options.timeout === undefined ? defaultTimeoutMs : options.timeout * 1000,
    memoryLimitInMB: options.memorySize ?? 128,
    ...(options.reservedConcurrentExecutions === undefined
      ? {}
      : { reservedConcurrency: options.reservedConcurrentExecutions }),
    // `async`, so that a handler that throws before its first await rejects like any other.
    invoke: async (event, invocation) => call(handler, event as Event, invocation),
  };
}

/** The rules of {@link FunctionOptions}. Source: AWS Lambda API Reference, CreateFunction; the timeout's ceiling is ours. */
export function checkFunctionOptions(options: FunctionOptions): readonly ConfigurationIssue[] {
  const issues: ConfigurationIssue[] = [];
  const integer = (option: keyof FunctionOptions, least: number, most: number): void => {
    const value = options[option];
    if (value === undefined) return;
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most)
      return;
    issues.push({ option, value, problem: `must be an integer from ${least} to ${most}` });
  };
  integer("timeout", 1, longestTimeoutSeconds);
  integer("memorySize", 128, 10_240);
  integer("reservedConcurrentExecutions", 1, 1_000_000);
  const { functionName } = options;
  if (
    functionName !== undefined &&
    (typeof functionName !== "string" || !/^[\w-]{1,64}$/.test(functionName))
  ) {
    issues.push({
      option: "functionName",
      value: functionName,
      problem: "must be 1 to 64 letters, digits, hyphens or underscores",
    });
  }
  return issues;
}

function checkHandler(handler: unknown): readonly ConfigurationIssue[] {
  if (typeof handler === "function") return [];
  return [
    {
      option: "handler",
      value: handler,
      problem: "must be a function (event, context) or a target",
    },
  ];
}

/**
 * Calls with a callback only a handler that declares one and is not async: the runtimes up to
 * nodejs22.x do the same, later ones refuse such handlers.
 * Source: aws-lambda-nodejs-runtime-interface-client, CallbackContext.
 */
function call<Event>(handler: Handler<Event>, event: Event, { context }: Invocation): unknown {
  if (handler.length < 3 || handler.constructor.name === "AsyncFunction") {
    return handler(event, context, ignoreCallback);
  }
  return new Promise((resolve, reject) => {
    const callback = (error?: unknown, result?: unknown): void => {
      if (error === undefined || error === null) resolve(result);
      else reject(error as Error);
    };
    const returned = handler(event, context, callback);
    // A handler may declare a callback and return a promise all the same.
    if (isThenable(returned)) returned.then(resolve, reject);
  });
}

function ignoreCallback(): void {}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { then?: unknown }).then === "function"
  );
}

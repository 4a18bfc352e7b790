import type { Clock } from "../base/clock.ts";
import { MillraceError } from "../base/millrace-error.ts";
import {
  TargetResponseError,
  TargetThrottledError,
  TargetUnreachableError,
} from "../base/target-error.ts";
import type { Target } from "../contracts/target.ts";
import type { FunctionContext } from "../model/function-context.ts";
import type { InvocationEnd } from "../model/verdict.ts";

/** One call to a target. */
export interface Call {
  /** How it ended; a timeout ends it although the handler may still run. Never rejects. */
  readonly end: Promise<InvocationEnd>;
  /** Resolves when the handler itself has settled: until then its slot is taken. Never rejects. */
  readonly settled: Promise<void>;
  /** Tells the handler, by its signal, that its work is no longer wanted. The call goes on. */
  abort(reason: Error): void;
}

/**
 * Calls the target once, under its timeout.
 * Source of the timeout's text: AWS Lambda, "Task timed out after 3.00 seconds".
 */
export function invoke(target: Target, event: unknown, requestId: string, clock: Clock): Call {
  const startedAtMs = clock.now();
  const deadlineMs = startedAtMs + target.timeoutMs;
  const controller = new AbortController();
  const context = buildContext(
    target,
    requestId,
    () => deadlineMs - clock.now(),
    controller.signal,
  );
  let answered!: (end: InvocationEnd) => void;
  const end = new Promise<InvocationEnd>((resolve) => (answered = resolve));

  const timer = clock.setTimer(target.timeoutMs, () => {
    const seconds = (target.timeoutMs / 1000).toFixed(2);
    const error = new MillraceError(
      "MILLRACE_HANDLER_TIMEOUT",
      `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
    );
    controller.abort(error);
    answered({ type: "timeout", error });
  });
  const settled = answer(() =>
    target.invoke(event, { requestId, deadlineMs, signal: controller.signal, context }),
  )
    .then(answered)
    .finally(() => timer.cancel());

  return { end, settled, abort: (reason) => controller.abort(reason) };
}

/** @param call may also throw before it returns a promise: targets are written by others. */
async function answer(call: () => Promise<unknown>): Promise<InvocationEnd> {
  try {
    return { type: "response", payload: await call() };
  } catch (error) {
    if (error instanceof TargetThrottledError) return { type: "throttled", error };
    if (error instanceof TargetUnreachableError) return { type: "unreachable", error };
    if (error instanceof TargetResponseError) return { type: "unreadableResponse", error };
    return { type: "functionError", error };
  }
}

function buildContext(
  target: Target,
  requestId: string,
  remainingMs: () => number,
  signal: AbortSignal,
): FunctionContext {
  return {
    functionName: target.functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: target.invokedFunctionArn,
    memoryLimitInMB: String(target.memoryLimitInMB),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${target.functionName}`,
    logStreamName: "millrace",
    callbackWaitsForEmptyEventLoop: false,
    identity: undefined,
    clientContext: undefined,
    getRemainingTimeInMillis: () => Math.round(remainingMs()),
    done: () => refuseLegacyEnd("done"),
    fail: () => refuseLegacyEnd("fail"),
    succeed: () => refuseLegacyEnd("succeed"),
    signal,
  };
}

/** Nobody can tell whether such a handler is finished when it returns, so its records would be lost. */
function refuseLegacyEnd(name: string): never {
  throw new MillraceError(
    "MILLRACE_HANDLER_RESPONSE",
    `context.${name}() is not supported, as on Lambda since nodejs24.x: return the result of the handler, or throw`,
  );
}

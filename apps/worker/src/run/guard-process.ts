import { describeError } from "@millrace/core/connector";
import type { Logger } from "pino";

import { runningCall } from "./running-call.ts";

export interface ProcessGuard {
  /** Failures that a call left behind, so far. */
  readonly looseFailures: number;
  /** Takes the handlers off again. */
  stop(): void;
}

/**
 * Keeps what handlers leave behind from ending the process. A rejection or exception that belongs to a
 * call fails that call; one that belongs to nobody means that the process is in an unknown state:
 * `onUnattributed` should drain and end it. `process.exit` in a handler fails its call.
 * For applications: a library must not do this to its host.
 */
export function guardProcess(
  logger: Logger,
  onUnattributed: (error: unknown) => void,
): ProcessGuard {
  let looseFailures = 0;
  const handle = (error: unknown, origin: string): void => {
    const call = runningCall.getStore();
    if (call === undefined) {
      logger.fatal({ err: error }, `${origin} outside of any call: ${describeError(error)}`);
      onUnattributed(error);
      return;
    }
    looseFailures += 1;
    const { functionName, requestId } = call;
    const what = call.fail(error)
      ? `${origin} in a call, which fails`
      : `${origin} of a call that has ended`;
    logger.error(
      { err: error, functionName, requestId },
      `${functionName}: ${what}: ${describeError(error)}`,
    );
  };
  const onException = (error: unknown): void => handle(error, "an uncaught exception");
  const onRejection = (error: unknown): void => handle(error, "an unhandled rejection");
  process.on("uncaughtException", onException);
  process.on("unhandledRejection", onRejection);
  const restoreExit = replaceExit();
  return {
    get looseFailures() {
      return looseFailures;
    },
    stop() {
      process.off("uncaughtException", onException);
      process.off("unhandledRejection", onRejection);
      restoreExit();
    },
  };
}

/** Source of the texts: AWS Lambda, Runtime.ExitError. */
export class RuntimeExitError extends Error {
  constructor(requestId: string, code: number) {
    const how =
      code === 0 ? "without providing a reason" : `with error: exit status ${String(code)}`;
    super(`RequestId: ${requestId} Error: Runtime exited ${how}`);
    this.name = "Runtime.ExitError";
  }
}

function replaceExit(): () => void {
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    const call = runningCall.getStore();
    if (call === undefined) return exit(code);
    const error = new RuntimeExitError(call.requestId, Number(code ?? process.exitCode ?? 0));
    call.fail(error);
    // Nothing after it may run, as in a process that is gone.
    throw error;
  };
  return () => {
    process.exit = exit;
  };
}

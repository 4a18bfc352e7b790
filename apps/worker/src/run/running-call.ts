import { AsyncLocalStorage } from "node:async_hooks";

/** A handler call under way, as what it leaves behind can find it. */
export interface RunningCall {
  readonly requestId: string;
  readonly functionName: string;
  /** Fails the call, if it has not ended. */
  fail(error: unknown): void;
}

/** Knows, in whatever a handler sets off, which call set it off. */
export const runningCall: AsyncLocalStorage<RunningCall> = new AsyncLocalStorage<RunningCall>();

import { AsyncLocalStorage } from "node:async_hooks";

/** A handler call under way, as what it leaves behind can find it. */
export interface RunningCall {
  readonly requestId: string;
  readonly functionName: string;
  /** Fails the call. @returns false when it has ended already: its outcome stands. */
  fail(error: unknown): boolean;
}

/** Knows, in whatever a handler sets off, which call set it off. */
export const runningCall: AsyncLocalStorage<RunningCall> = new AsyncLocalStorage<RunningCall>();

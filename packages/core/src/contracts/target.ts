import type { FunctionContext } from "../model/function-context.ts";

/** What a target gets with each event. */
export interface Invocation {
  /** `awsRequestId` of the handler's context. */
  readonly requestId: string;
  /** The deadline by the injected clock's `now()`. */
  readonly deadlineMs: number;
  /** Aborted at the deadline, at a lost lease, and when a shutdown runs out of time. */
  readonly signal: AbortSignal;
  readonly context: FunctionContext;
}

/**
 * The way to reach a handler: in this process, in a thread, over HTTP.
 *
 * - Who calls: the engine's `invoke` part, once per attempt of a batch.
 * - How many at once: at most the mapping's concurrency.
 * - Until when: the promise must settle. After `signal` aborts the engine no longer waits for the
 *   answer, but the concurrency slot stays taken until the promise settles.
 * - Errors: {@link TargetThrottledError} and {@link TargetUnreachableError} say that the handler never
 *   ran; {@link TargetResponseError} that its answer is not JSON; anything else that is thrown is the handler's own failure and counts as an attempt.
 */
export interface Target {
  readonly functionName: string;
  readonly invokedFunctionArn: string;
  /** Milliseconds that one call may take. */
  readonly timeoutMs: number;
  readonly memoryLimitInMB: number;
  /** Calls at once over all mappings of this function; absent: no limit of its own. */
  readonly reservedConcurrency?: number;
  invoke(event: unknown, invocation: Invocation): Promise<unknown>;
  /** Frees what the target holds. Called once, after the last call has settled. */
  close?(): Promise<void>;
}

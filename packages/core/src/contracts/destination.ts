import type { StreamRecord } from "./stream-source.ts";

/** Why records are given up. Source: AWS Lambda Developer Guide, "Retain discarded batch records". */
export const discardConditions = [
  "RetryAttemptsExhausted",
  "RecordAgeExceeded",
  "MaximumPayloadSizeExceeded",
] as const;
export type DiscardCondition = (typeof discardConditions)[number];

/** Records that are given up together, and what is known of their last call. */
export interface DiscardedBatch<Item = unknown> {
  readonly condition: DiscardCondition;
  readonly records: readonly StreamRecord<Item>[];
  readonly shardId: string;
  /** ARN of the stream. */
  readonly sourceArn: string;
  /** Of the last call; a fresh one when there was none. */
  readonly requestId: string;
  readonly functionArn: string;
  /** Calls of this batch; 1 when it was never called. */
  readonly approximateInvokeCount: number;
  /** Absent when the last call is not what ended it. */
  readonly response?: { readonly functionError: "Unhandled" | null };
  /** Epoch milliseconds. */
  readonly discardedAtMs: number;
}

/**
 * Where discarded records go.
 *
 * - Who calls: a lane of a stream, once per discarded batch and again after a failure: the position does not
 *   move over records that the destination has not accepted.
 * - How many at once: one per lane.
 * - Until when: the promise settles within seconds.
 * - Errors: whatever is thrown means "not accepted"; the engine waits and tries again, for ever.
 */
export interface Destination<Item = unknown> {
  /** For people: the queue's or topic's name. */
  readonly name: string;
  send(batch: DiscardedBatch<Item>, options: { readonly signal: AbortSignal }): Promise<void>;
  close?(): Promise<void>;
}

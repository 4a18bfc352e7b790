import type { InvocationEnd, Verdict } from "../model/verdict.ts";
import { type EndRules, readEnd } from "./read-end.ts";

/** What the retry policy of a stream knows about a batch. */
export interface StreamBatchState {
  /** Which call of this unchanged batch has just ended, from 1; calls that were not invoked do not count. */
  readonly attempt: number;
}

export interface StreamOutcomeRules extends EndRules {
  /** Calls after the first; −1: as long as the records live. */
  readonly maximumRetryAttempts: number;
  readonly bisectBatchOnFunctionError: boolean;
}

/** A batch that is to be called next, and which call of it that will be. */
export interface NextBatch<Entry> {
  readonly entries: readonly Entry[];
  readonly attempt: number;
  /** False: the same records as before, which keep their request id. */
  readonly changed: boolean;
}

/** Records that are given up: they go to the on-failure destination before the position moves over them. */
export interface Discard<Entry> {
  readonly entries: readonly Entry[];
  /** Calls of this batch, splits and cuts starting anew. */
  readonly approximateInvokeCount: number;
  /** Null when the failure came from the response rather than from the function. */
  readonly functionError: "Unhandled" | null;
}

export interface StreamOutcome<Entry> {
  readonly verdict: Verdict;
  /** Succeeded: the first so many records. */
  readonly succeeded: readonly Entry[];
  /** In order. */
  readonly next: readonly NextBatch<Entry>[];
  readonly discard?: Discard<Entry>;
  /** The call used up one of `maximumRetryAttempts`. */
  readonly countsAsAttempt: boolean;
  readonly error?: unknown;
}

/**
 * Decides what follows a call with a stream's batch.
 *
 * - The lowest failed record is the cut: all before it is done, all from it on comes again with a
 *   fresh budget, since progress was made.
 * - Without progress the call counts; with bisect a batch of several is halved instead, left half
 *   first, which costs nothing. Only a batch of one, or one that may not be halved, runs out of attempts.
 *
 * Source: AWS Lambda Developer Guide, "Retain discarded batch records" and "Implementing partial batch
 * responses" for DynamoDB Streams and Kinesis.
 */
export function decideStreamOutcome<Entry extends { readonly id: string }>(
  entries: readonly Entry[],
  end: InvocationEnd,
  rules: StreamOutcomeRules,
  state: StreamBatchState,
): StreamOutcome<Entry> {
  const reading = readEnd(entries, end, rules);
  switch (reading.kind) {
    case "success":
      return { verdict: "success", succeeded: entries, next: [], countsAsAttempt: false };
    case "notInvoked":
      return {
        verdict: "notInvoked",
        succeeded: [],
        next: [{ entries, attempt: state.attempt, changed: false }],
        countsAsAttempt: false,
        error: reading.error,
      };
    case "partial": {
      const cut = entries.findIndex((entry) => reading.failedIds.has(entry.id));
      if (cut === 0) {
        return { verdict: "partial", ...afterFailure(entries, rules, state, null) };
      }
      return {
        verdict: "partial",
        succeeded: entries.slice(0, cut),
        next: [{ entries: entries.slice(cut), attempt: 1, changed: true }],
        countsAsAttempt: false,
      };
    }
    case "failure":
      return {
        verdict: "failure",
        ...afterFailure(entries, rules, state, reading.unhandled ? "Unhandled" : null),
        error: reading.error,
      };
    default:
      return reading satisfies never;
  }
}

function afterFailure<Entry>(
  entries: readonly Entry[],
  rules: StreamOutcomeRules,
  { attempt }: StreamBatchState,
  functionError: "Unhandled" | null,
): Omit<StreamOutcome<Entry>, "verdict"> {
  if (rules.bisectBatchOnFunctionError && entries.length > 1) {
    const half = Math.floor(entries.length / 2);
    const halves = [entries.slice(0, half), entries.slice(half)];
    const next = halves.map((each) => ({ entries: each, attempt: 1, changed: true }));
    return { succeeded: [], next, countsAsAttempt: false };
  }
  const { maximumRetryAttempts } = rules;
  if (maximumRetryAttempts === -1 || attempt <= maximumRetryAttempts) {
    const next = [{ entries, attempt: attempt + 1, changed: false }];
    return { succeeded: [], next, countsAsAttempt: true };
  }
  const discard = { entries, approximateInvokeCount: attempt, functionError };
  return { succeeded: [], next: [], discard, countsAsAttempt: true };
}

import type { LaneFailure } from "../model/lane-failure.ts";
import type { InvocationEnd, Verdict } from "../model/verdict.ts";
import { readEnd } from "./read-end.ts";

/** One record of a batch, as far as its outcome is concerned. */
export interface OutcomeRecord {
  readonly id: string;
  readonly lane?: string;
}

export interface QueueOutcome<Entry> {
  readonly verdict: Verdict;
  /** Done: acknowledge. In batch order. */
  readonly acknowledge: readonly Entry[];
  /** Not done: hand back, or call again on the same lease when nothing was invoked. In batch order. */
  readonly retry: readonly Entry[];
  readonly error?: unknown;
}

export interface QueueOutcomeRules {
  readonly reportBatchItemFailures: boolean;
  readonly laneFailure: LaneFailure;
}

/**
 * Decides what becomes of each record of a queue's batch.
 * Source: AWS Lambda Developer Guide, "Handling errors for an SQS event source"; FIFO order as
 * Powertools for AWS Lambda keeps it.
 */
export function decideQueueOutcome<Entry extends OutcomeRecord>(
  entries: readonly Entry[],
  end: InvocationEnd,
  rules: QueueOutcomeRules,
): QueueOutcome<Entry> {
  const reading = readEnd(entries, end, rules);
  switch (reading.kind) {
    case "success":
      return { verdict: "success", acknowledge: entries, retry: [] };
    case "partial":
      return {
        verdict: "partial",
        ...splitByFailure(entries, reading.failedIds, rules.laneFailure),
      };
    case "failure":
    case "notInvoked":
      return { verdict: reading.kind, acknowledge: [], retry: entries, error: reading.error };
    default:
      return reading satisfies never;
  }
}

function splitByFailure<Entry extends OutcomeRecord>(
  entries: readonly Entry[],
  failedIds: ReadonlySet<string>,
  laneFailure: LaneFailure,
): { acknowledge: readonly Entry[]; retry: readonly Entry[] } {
  const acknowledge: Entry[] = [];
  const retry: Entry[] = [];
  const cutLanes = new Set<string>();
  for (const entry of entries) {
    const cut = laneFailure === "lane" && entry.lane !== undefined && cutLanes.has(entry.lane);
    if (cut || failedIds.has(entry.id)) {
      retry.push(entry);
      if (entry.lane !== undefined) cutLanes.add(entry.lane);
    } else {
      acknowledge.push(entry);
    }
  }
  return { acknowledge, retry };
}

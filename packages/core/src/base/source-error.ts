import type { ErrorCode } from "./error-codes.ts";
import { MillraceError, type MillraceErrorOptions } from "./millrace-error.ts";

/**
 * What the engine does about a failed call to a source. One decision, one value:
 * - `not-connected`: network, timeout or 5xx; the outcome of the call is unknown. Try again soon.
 * - `throttled`: the source asks for less. Wait longer, poll with fewer.
 * - `denied`: credentials or permissions. Trying often does not help; somebody must act.
 * - `missing`: the queue or stream is not there. As `denied`.
 * - `refused`: the source understood the call and says no, for another reason.
 */
export const sourceDecisions = [
  "not-connected",
  "throttled",
  "denied",
  "missing",
  "refused",
] as const;
export type SourceDecision = (typeof sourceDecisions)[number];

const codeOf: Record<SourceDecision, ErrorCode> = {
  "not-connected": "MILLRACE_NOT_CONNECTED",
  throttled: "MILLRACE_THROTTLED",
  denied: "MILLRACE_ACCESS_DENIED",
  missing: "MILLRACE_SOURCE_MISSING",
  refused: "MILLRACE_SOURCE_FAILED",
};

/** The error that connectors throw: a vendor's error, translated by the connector's pure `classify`. */
export class SourceError extends MillraceError {
  readonly decision: SourceDecision;

  constructor(decision: SourceDecision, message: string, options: MillraceErrorOptions = {}) {
    super(codeOf[decision], message, options);
    this.decision = decision;
  }
}

/** An error that a connector did not classify counts as `not-connected`: the outcome is unknown. */
export function toSourceError(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SourceError("not-connected", message, { cause: error });
}

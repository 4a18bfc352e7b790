/**
 * What one call to the handler came to.
 * - `success`: everything is done.
 * - `partial`: a valid, non-empty list of failures; the rest is done.
 * - `failure`: nothing is done, the attempt counts.
 * - `notInvoked`: the handler never ran (throttled, unreachable); no attempt.
 */
export const verdicts = ["success", "partial", "failure", "notInvoked"] as const;
export type Verdict = (typeof verdicts)[number];

/** How one call to a target ended, whatever the transport. */
export type InvocationEnd =
  | { readonly type: "response"; readonly payload: unknown }
  /** The handler answered, but not in JSON. */
  | { readonly type: "unreadableResponse"; readonly error: Error }
  | { readonly type: "functionError"; readonly error: unknown }
  | { readonly type: "timeout"; readonly error: Error }
  | { readonly type: "throttled"; readonly error: Error }
  | { readonly type: "unreachable"; readonly error: Error };

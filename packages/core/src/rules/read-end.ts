import { MillraceError } from "../base/millrace-error.ts";
import type { InvocationEnd } from "../model/verdict.ts";
import { type Identify, identifyText, readResponse } from "./read-response.ts";

/** How a call ended, as far as the records of its batch are concerned. */
export type EndReading =
  | { readonly kind: "success" }
  | { readonly kind: "partial"; readonly failedIds: ReadonlySet<string> }
  /** `unhandled`: the handler itself failed; otherwise its response was wrong. */
  | { readonly kind: "failure"; readonly error: unknown; readonly unhandled: boolean }
  | { readonly kind: "notInvoked"; readonly error: unknown };

export interface EndRules {
  readonly reportBatchItemFailures: boolean;
  readonly identify?: Identify;
}

/** Reads the end of a call. Without reporting nobody looks at the response, so it cannot be wrong. */
export function readEnd(
  entries: readonly { readonly id: string }[],
  end: InvocationEnd,
  rules: EndRules,
): EndReading {
  switch (end.type) {
    case "functionError":
    case "timeout":
      return { kind: "failure", error: end.error, unhandled: true };
    case "throttled":
    case "unreachable":
      return { kind: "notInvoked", error: end.error };
    case "unreadableResponse":
      return rules.reportBatchItemFailures
        ? { kind: "failure", error: end.error, unhandled: false }
        : { kind: "success" };
    case "response":
      return rules.reportBatchItemFailures
        ? readPayload(entries, end.payload, rules.identify ?? identifyText)
        : { kind: "success" };
    default:
      return end satisfies never;
  }
}

function readPayload(
  entries: readonly { readonly id: string }[],
  payload: unknown,
  identify: Identify,
): EndReading {
  const reading = readResponse(payload, new Set(entries.map((entry) => entry.id)), identify);
  if (reading.kind !== "malformed") return reading;
  const error = new MillraceError("MILLRACE_HANDLER_RESPONSE", reading.problem);
  return { kind: "failure", error, unhandled: false };
}

import type { SourceDecision } from "./source-error.ts";

/** What a failed HTTP call means when its status is all that is known of it. Source: RFC 9110, 15.5 and 15.6; RFC 6585, 4. */
export function decisionOfStatus(status: number | undefined): SourceDecision {
  if (status === 429) return "throttled";
  if (status === 401 || status === 403) return "denied";
  if (status !== undefined && status >= 400 && status < 500 && status !== 408) return "refused";
  // 5xx, a broken connection, an answer that cannot be read: the outcome is unknown.
  return "not-connected";
}

const longestMessage = 300;

/**
 * What may be shown of a service's message: its first line, cut at 300 characters. A rejected signature is
 * explained with the whole signed request, in further lines: the session token is among them.
 */
export function firstLine(message: string): string {
  const [line = ""] = message.split("\n", 1);
  return line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line;
}

/** What may be kept as the `cause` of an error: the error itself, or its name and first line where it says more. */
export function shownCause(
  error: unknown,
  shown: { readonly name: string; readonly message: string },
): unknown {
  if (!(error instanceof Error) || !error.message.includes("\n")) return error;
  return Object.assign(new Error(shown.message), { name: shown.name });
}

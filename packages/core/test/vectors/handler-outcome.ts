import type { InvocationEnd } from "../../src/model/verdict.ts";

/** How a handler ends in a vector. */
export interface HandlerOutcome {
  readonly type: string;
  readonly payload?: unknown;
  readonly raw?: string;
}

/** @throws Error for an outcome that the vectors' format does not know. */
export function endOf(outcome: HandlerOutcome): InvocationEnd {
  const error = new Error(outcome.type);
  switch (outcome.type) {
    case "return":
      return { type: "response", payload: outcome.payload };
    case "throw":
    case "crash":
      return { type: "functionError", error };
    case "invalidJson":
      return { type: "unreadableResponse", error };
    case "throttle":
      return { type: "throttled", error };
    case "timeout":
    case "unreachable":
      return { type: outcome.type, error };
    default:
      throw new Error(`unknown outcome ${outcome.type}`);
  }
}

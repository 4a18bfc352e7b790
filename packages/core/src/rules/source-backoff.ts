import type { SourceDecision } from "../base/source-error.ts";
import type { Backoff } from "./backoff.ts";

/**
 * How long a poller waits after a failed receive. A refusal that needs a person (credentials, a
 * missing queue) is asked about rarely; a naive loop would ask a thousand times a second.
 */
export const sourceBackoff: Record<SourceDecision, Backoff> = {
  "not-connected": { firstMs: 200, ceilingMs: 20_000 },
  // A wait is at least half of the first: never less than a second after a throttle.
  throttled: { firstMs: 2_000, ceilingMs: 20_000 },
  denied: { firstMs: 10_000, ceilingMs: 60_000 },
  missing: { firstMs: 10_000, ceilingMs: 60_000 },
  refused: { firstMs: 1_000, ceilingMs: 20_000 },
};

/**
 * A long poll that comes back empty at once did not wait: an in-flight limit or a proxy answers, and
 * asking again at once would be a hot loop. Source: Amazon SQS Developer Guide, "Handling request errors".
 */
export const earlyEmptyBackoff: Backoff = { firstMs: 200, ceilingMs: 5_000 };

/** A target without capacity or out of reach: the call is made again on the same lease. */
export const targetBackoff: Backoff = { firstMs: 200, ceilingMs: 20_000 };

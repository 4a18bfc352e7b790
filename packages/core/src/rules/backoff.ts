import type { Random } from "../base/random.ts";

/** Milliseconds: the first wait and the ceiling of the waits. */
export interface Backoff {
  readonly firstMs: number;
  readonly ceilingMs: number;
}

/**
 * Exponential backoff with full jitter: a random wait up to `first × 2^(failures − 1)`, at most the
 * ceiling, and at least half of `first` so that it never degenerates into a hot loop.
 * Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
 *
 * @param failures consecutive failures so far, from 1.
 */
export function backoffMs(backoff: Backoff, failures: number, random: Random): number {
  const exponent = Math.min(Math.max(0, failures - 1), 30);
  const bound = Math.min(backoff.ceilingMs, backoff.firstMs * 2 ** exponent);
  return Math.max(backoff.firstMs / 2, random.next() * bound);
}

/** What decides how many messages may wait in memory for a free slot. */
export interface PrefetchInput {
  readonly batchSize: number;
  readonly concurrency: number;
  readonly leaseMs: number;
  /** Messages settled per millisecond, lately; undefined before the first. */
  readonly throughputPerMs: number | undefined;
}

/** A message should not wait here longer than this, or than a quarter of its lease. */
const longestWaitMs = 5_000;
/** A fast handler needs no more than this ahead of it: the time of some receives. */
const aheadMs = 500;

/**
 * Messages to fetch beyond what the slots hold. What waits in memory ages its lease and is kept from
 * other consumers, so by Little's law the buffer is bounded in time: throughput × the wait allowed.
 * Before anything is known: one batch.
 */
export function prefetchRecords({
  batchSize,
  concurrency,
  leaseMs,
  throughputPerMs,
}: PrefetchInput): number {
  if (throughputPerMs === undefined) return batchSize;
  const withinAge = throughputPerMs * Math.min(leaseMs / 4, longestWaitMs);
  const useful = Math.max(batchSize, Math.min(throughputPerMs * aheadMs, concurrency * batchSize));
  return Math.floor(Math.min(withinAge, useful));
}

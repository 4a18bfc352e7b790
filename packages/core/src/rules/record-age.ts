/** What the age limit reads of a record. */
export interface Aged {
  readonly arrivedAtMs?: number;
}

/**
 * How many records at the front of a batch are older than the limit: they are given up alone, before
 * the call, and the rest goes on. A record without an arrival time never ages.
 * Source: AWS Lambda API Reference, MaximumRecordAgeInSeconds.
 *
 * @param maximumAgeMs −1: no limit.
 * @param nowMs epoch milliseconds.
 */
export function countExpired(
  records: readonly Aged[],
  maximumAgeMs: number,
  nowMs: number,
): number {
  if (maximumAgeMs === -1) return 0;
  const firstYoung = records.findIndex(
    ({ arrivedAtMs }) => arrivedAtMs === undefined || nowMs - arrivedAtMs <= maximumAgeMs,
  );
  return firstYoung === -1 ? records.length : firstYoung;
}

/**
 * Why a batch was closed: full by count, full by bytes, its window over, its shard at an end,
 * or holding a single record that is larger than the payload limit.
 */
export const closeReasons = ["size", "bytes", "window", "end", "oversized"] as const;
export type CloseReason = (typeof closeReasons)[number];

/** Records that go to the handler in one call. */
export interface Batch<Entry> {
  readonly entries: readonly Entry[];
  readonly reason: CloseReason;
  /** Bytes of the serialised event; never too small. */
  readonly bytes: number;
  /** When its first record entered, by the injected clock. */
  readonly openedAtMs: number;
}

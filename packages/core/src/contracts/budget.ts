/**
 * A limit on what is held in memory, in records and bytes, that several mappings share.
 * Made by `createBudget`.
 */
export interface Budget {
  readonly maximumRecords: number;
  readonly maximumBytes: number;
  /** Whether both would fit now. Asking wakes nobody. */
  hasRoom(records: number, bytes: number): boolean;
  /** Takes, whether it fits or not: ask {@link Budget.hasRoom} first for what is not in memory yet. */
  take(records: number, bytes: number): void;
  giveBack(records: number, bytes: number): void;
  /** Calls `retry` once, when something was given back. @returns a function that takes the request back. */
  onRoom(retry: () => void): () => void;
}

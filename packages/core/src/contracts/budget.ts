/**
 * A limit on what is held in memory, in records and bytes, that several mappings share.
 * Made by `createBudget`.
 */
export interface Budget {
  readonly maximumRecords: number;
  readonly maximumBytes: number;
  /** Takes both or nothing. */
  tryTake(records: number, bytes: number): boolean;
  /** Takes although it may not fit: for what is in memory already. */
  take(records: number, bytes: number): void;
  giveBack(records: number, bytes: number): void;
  /** Calls `retry` once, when something was given back. @returns a function that takes the request back. */
  onRoom(retry: () => void): () => void;
}

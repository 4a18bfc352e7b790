import type { CheckpointStore } from "@millrace/core/connector";

/** A file, a table or the like: empty at first, for one scenario. */
export interface StorePlace {
  /** Opens a store on it, as a worker of its own would. Every one shows the same rows. The suite closes it. */
  open(): Promise<CheckpointStore>;
  /**
   * For stores whose answers can be lost: the next write of any store of this place is applied, or refused,
   * as ever, and its call rejects all the same.
   */
  loseNextAnswer?(): void;
  remove(): Promise<void>;
}

/** What the author of a checkpoint store supplies to the suite. */
export interface StoreHarness {
  /** False: every answer of this store arrives, and scenarios about lost ones are not listed. */
  readonly canLoseAnswers: boolean;
  /** Makes an empty place. Scenarios run side by side: each has its own. */
  createPlace(): Promise<StorePlace>;
}

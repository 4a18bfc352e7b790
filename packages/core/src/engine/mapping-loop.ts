import type { DrainReport } from "../model/mapping-status.ts";

/** How many records are where, at one moment. */
export interface LoopCounts {
  /** Received and not done. */
  readonly inHand: number;
  /** Those of them that wait. */
  readonly buffered: number;
  /** Those of them in a handler, timed-out ones included. */
  readonly inHandler: number;
  /** Receive loops, or shards that are read. */
  readonly pollers: number;
}

/** What a mapping runs: the queue loop or the stream loop. */
export interface MappingLoop {
  start(): void;
  readonly counts: LoopCounts;
  /** Ends the loop, level by level, within `drainTimeoutMs`. Called once. */
  drain(): Promise<DrainReport>;
}

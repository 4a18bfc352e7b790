import type { Standing } from "./stream-source.ts";

/**
 * Where reading of a shard starts. `token` is opaque to the store and compared by the source alone.
 * - `horizon`: at the oldest record there is.
 * - `time`: at records that arrived from the row's `sinceMs` on.
 * - `after`: behind this record.
 * - `end`: the shard is closed and done. `lost`: the last position of a shard that vanished unread.
 */
export type ShardPosition =
  | { readonly at: "horizon" }
  | { readonly at: "time" }
  | { readonly at: "after"; readonly token: string }
  | { readonly at: "end"; readonly lost?: string };

/** A row to be created. */
export interface NewShardRow {
  /** The shard's id; ids that begin with `#` are the engine's own rows. */
  readonly id: string;
  /** Shards whose end must come first. */
  readonly parents: readonly string[];
  readonly position: ShardPosition;
  /** Epoch milliseconds: where `time` starts. Never changes afterwards. */
  readonly sinceMs?: number;
}

/** What the store holds on one shard. */
export interface ShardRow extends NewShardRow {
  /** Who may move the position. Absent: nobody. */
  readonly owner?: string;
  /** Who asked for the shard: the owner drains and hands over. */
  readonly heir?: string;
  /** Epoch milliseconds at which the owner last saw that nothing follows the position. */
  readonly tipAtMs?: number;
  /** Changes with every write by anyone: the heartbeat, and the guard of every condition. */
  readonly version: number;
}

/**
 * A claim on a row: the right to move its position, until somebody else takes it.
 *
 * - Who calls: one lease of the engine, never from two tasks at once.
 * - Errors: what is thrown is an outage of the store; `lost` is an answer, not an error. A write whose
 *   answer was lost is recognised as this claim's own when it is repeated.
 */
export interface ShardClaim {
  /** Grows with every change of owner: for conditional writes further down. */
  readonly fence: number;
  readonly row: ShardRow;
  /** Shows that the owner lives. */
  renew(tipAtMs?: number): Promise<Standing>;
  /** Stores a position; counts as a renewal. */
  save(position: ShardPosition): Promise<Standing>;
  /** Gives the row to its heir, or to nobody. A row that is no longer held is left alone. */
  release(): Promise<void>;
}

/**
 * The rows of one stream in one consumer group. Every write is a compare-and-set on the row's version:
 * of two that race, one wins.
 */
export interface CheckpointScope {
  /** Every row. May be a little old; claims check it. */
  rows(): Promise<readonly ShardRow[]>;
  /** Creates those rows that do not exist; existing ones are left as they are. */
  add(rows: readonly NewShardRow[]): Promise<void>;
  /** @returns undefined when the row has changed since it was seen. */
  claim(seen: ShardRow, worker: string): Promise<ShardClaim | undefined>;
  /** Asks the owner of a row to hand it over. @returns false when the row is gone, free or asked for already. */
  offer(seen: ShardRow, heir: string): Promise<boolean>;
  /** Deletes a row whose position is `end`. @returns false when it has changed. */
  forget(seen: ShardRow): Promise<boolean>;
}

/** Where positions and leases are kept. */
export interface CheckpointStore {
  /**
   * @param source the stream's full identity: an ARN with its label, never a table's name.
   * @param group the consumer group: mappings of one group share the work.
   */
  scope(source: string, group: string): CheckpointScope;
  close(): Promise<void>;
}

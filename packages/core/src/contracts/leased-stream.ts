import type { ShardPosition } from "./checkpoint-store.ts";
import type { RecordPage } from "./stream-source.ts";

/** A shard as a listing shows it. No listing is a snapshot: parents and children may be missing, or late. */
export interface ListedShard {
  readonly id: string;
  /** Shards that must be done before this one starts: none, one, or two after a merge. */
  readonly parents: readonly string[];
  /** Epoch milliseconds, by the source's clock; absent when it cannot be told. */
  readonly createdAtMs?: number;
}

/** Where the reading of a shard starts, and how it can tell about it. */
export interface ShardReading {
  readonly shardId: string;
  readonly position: ShardPosition;
  /** Epoch milliseconds: where the position `time` starts. */
  readonly sinceMs?: number;
  /** Epoch milliseconds at which an owner last saw that nothing follows the position: what was trimmed before was read. */
  readonly tipAtMs?: number;
  /** Aborted when the shard is given up. */
  readonly signal: AbortSignal;
  /** The reader stands right behind the position and nothing follows it, at this moment. */
  onTip(): void;
  /** Records are gone that were never read: the position was trimmed, or the shard vanished. */
  onGap(gap: ShardGap): void;
}

/** Records that a stream dropped before they were read. */
export interface ShardGap {
  readonly shardId: string;
  /** The last position that was read. */
  readonly after: ShardPosition;
  /** The first record there is now; absent while there is none. */
  readonly resumedAt?: string;
}

/**
 * A stream whose shards are shared by leases of ours: what the lease engine asks of a connector.
 *
 * - Who calls: `leasedShards`, of one mapping in one process.
 * - How many at once: one `list`; `children` and `pages` once per owned shard.
 * - Until when: every promise settles within seconds, or when its signal aborts.
 * - Errors: `list` and `children` throw a SourceError, after which they are called again later.
 *   `pages` retries by itself and throws only what no retry mends.
 */
export interface LeasedStream<Item = unknown> {
  /** All shards there are, every page of the listing. A listing that fails half way is no listing. */
  list(signal: AbortSignal): Promise<ShardListing>;
  /** The children of a closed shard as far as they are known now; an empty list says nothing. */
  children(shardId: string, signal: AbortSignal): Promise<readonly ListedShard[]>;
  /** Where a shard starts that has no row yet. Must give the same answer on every worker, at any time. */
  startOf(shard: ListedShard, bootstrap: Bootstrap): ShardStart;
  /** Pages from the position on; ends when the shard is closed and read to its end. */
  pages(reading: ShardReading): AsyncIterable<RecordPage<Item>>;
}

export interface ShardListing {
  readonly shards: readonly ListedShard[];
  /** True when the stream takes no more records: shards without children are its last. */
  readonly finished: boolean;
}

/** What is stored once, before the first listing, so that every worker starts shards alike. */
export interface Bootstrap {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** The shards of the listing that the shard was found in. */
  readonly listing: readonly ListedShard[];
}

export interface ShardStart {
  readonly position: ShardPosition;
  readonly sinceMs?: number;
}

import type { ShardRow } from "../../contracts/checkpoint-store.ts";

/** A complete listing of a stream's shards. */
export interface KnownListing {
  readonly ids: ReadonlySet<string>;
  /** Epoch milliseconds at which its first page was asked for. */
  readonly beganAtMs: number;
}

/** When a shard was created, as well as it is known; epoch milliseconds. */
export type CreatedAt = (shardId: string) => number;

/**
 * Whether a shard may start: each of its parents is done, or was never ours to read.
 *
 * A missing row is not the same as done: a listing may show a child before its parent. A parent without
 * a row counts as trimmed only when a complete listing lacks it that *began* a grace period after the
 * child was created; a listing from before proves nothing, however it is looked at later.
 */
export function parentsSettled(
  row: ShardRow,
  rows: ReadonlyMap<string, ShardRow>,
  listing: KnownListing | undefined,
  createdAt: CreatedAt,
  graceMs: number,
): boolean {
  return row.parents.every((parentId) => {
    const parent = rows.get(parentId);
    if (parent !== undefined) return parent.position.at === "end";
    if (listing === undefined || listing.ids.has(parentId)) return false;
    return listing.beganAtMs >= createdAt(row.id) + graceMs;
  });
}

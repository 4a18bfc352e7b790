import type { Clock } from "../../base/clock.ts";
import type { CheckpointScope, ShardRow } from "../../contracts/checkpoint-store.ts";
import type { LeasedStream, ListedShard } from "../../contracts/leased-stream.ts";
import type { CreatedAt, KnownListing } from "../../rules/leases/settled-parents.ts";

export interface ShardDirectoryOptions {
  readonly clock: Clock;
  readonly scope: CheckpointScope;
  readonly stream: Pick<LeasedStream, "list" | "startOf">;
  readonly graceMs: number;
}

/** The row that says when this group first looked at the stream: `LATEST` counts from there, for ever. */
const bootstrapRow = "#bootstrap";

/**
 * What is known of a stream's shards: lists them, gives each its row, forgets what is long gone.
 * Any worker may do it; every step is idempotent, and where a new shard starts does not depend on who
 * finds it, or when.
 */
export class ShardDirectory {
  readonly #options: ShardDirectoryOptions;
  readonly #createdAtMs = new Map<string, number>();
  /** Since when a row's shard is missing from the listings, by the monotonic clock. */
  readonly #missingSinceMs = new Map<string, number>();
  #listing: KnownListing | undefined;
  #listed: readonly ListedShard[] = [];
  #finished = false;

  constructor(options: ShardDirectoryOptions) {
    this.#options = options;
  }

  /** The last complete listing. */
  get listing(): KnownListing | undefined {
    return this.#listing;
  }

  /** True when the stream takes no more records. */
  get finished(): boolean {
    return this.#finished;
  }

  /** A shard whose creation time is unknown counts as created when it was first seen here. */
  readonly createdAt: CreatedAt = (shardId) => {
    let createdAtMs = this.#createdAtMs.get(shardId);
    if (createdAtMs === undefined) {
      createdAtMs = this.#options.clock.wallTimeMs();
      this.#createdAtMs.set(shardId, createdAtMs);
    }
    return createdAtMs;
  };

  /** Lists the stream and adds rows for what is new. @throws SourceError when the listing failed. */
  async refresh(signal: AbortSignal): Promise<void> {
    const { clock, scope, stream } = this.#options;
    // Stored before the first listing, or a crash in between would change where shards start.
    await scope.add([
      { id: bootstrapRow, parents: [], position: { at: "time" }, sinceMs: clock.wallTimeMs() },
    ]);
    const beganAtMs = clock.wallTimeMs();
    const { shards, finished } = await stream.list(signal);
    this.#listed = shards;
    this.#finished = finished;
    this.#listing = { ids: new Set(shards.map((shard) => shard.id)), beganAtMs };
    await this.admit(shards);
  }

  /** Adds rows for shards that have none. */
  async admit(shards: readonly ListedShard[]): Promise<void> {
    const { scope, stream } = this.#options;
    const rows = await scope.rows();
    const known = new Set(rows.map((row) => row.id));
    const atMs = rows.find((row) => row.id === bootstrapRow)?.sinceMs ?? 0;
    for (const { id, createdAtMs } of shards) {
      if (createdAtMs !== undefined) this.#createdAtMs.set(id, createdAtMs);
    }
    const listing = this.#listed.length === 0 ? shards : this.#listed;
    const fresh = shards.filter((shard) => !known.has(shard.id));
    if (fresh.length === 0) return;
    await scope.add(
      fresh.map((shard) => ({
        id: shard.id,
        parents: shard.parents,
        ...stream.startOf(shard, { atMs, listing }),
      })),
    );
  }

  /**
   * Forgets rows of shards that are done and have left the stream for good. Earlier, and the next listing
   * would bring a shard back and replay its whole lineage.
   */
  async forgetGone(rows: readonly ShardRow[]): Promise<void> {
    const { clock, scope, graceMs } = this.#options;
    if (this.#listing === undefined) return;
    const nowMs = clock.now();
    const waitedFor = new Set(
      rows.filter((row) => row.position.at !== "end").flatMap((row) => row.parents),
    );
    for (const row of rows) {
      if (row.id.startsWith("#") || this.#listing.ids.has(row.id)) {
        this.#missingSinceMs.delete(row.id);
        continue;
      }
      const sinceMs = this.#missingSinceMs.get(row.id);
      if (sinceMs === undefined) this.#missingSinceMs.set(row.id, nowMs);
      else if (nowMs - sinceMs >= graceMs && row.position.at === "end" && !waitedFor.has(row.id)) {
        if (await scope.forget(row)) this.#missingSinceMs.delete(row.id);
      }
    }
  }
}

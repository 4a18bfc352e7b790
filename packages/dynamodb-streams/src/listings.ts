import {
  type Clock,
  type ListedShard,
  type ShardListing,
  SourceError,
} from "@millrace/core/connector";

import type { CallBudget } from "./call-budget.ts";
import { classify } from "./classify.ts";
import { createdAtOf } from "./shard-id.ts";
import type { StreamClient, StreamStatus, WireShard } from "./stream-client.ts";

export interface ListingsOptions {
  readonly clock: Clock;
  readonly client: Pick<StreamClient, "describe">;
  readonly streamArn: string;
  readonly budget: CallBudget;
}

/** A complete listing: every page of it. */
export interface StreamListing extends ShardListing {
  readonly status: StreamStatus;
  /** When its first page was asked for, by the monotonic clock. */
  readonly beganAtMs: number;
  /** Shards that the listing shows as closed: a hint, never a proof. */
  readonly closed: ReadonlySet<string>;
}

/**
 * Lists the shards of a stream. Pages are spaced, since unspaced paging throttles a stream of many
 * shards for everybody; a page that fails voids the listing; no listing is a snapshot.
 */
export class Listings {
  readonly #options: ListingsOptions;
  #wasEmpty = false;
  #running = 0;
  #latest: StreamListing | undefined;

  constructor(options: ListingsOptions) {
    this.#options = options;
  }

  /** @throws SourceError when any page failed. */
  async list(signal: AbortSignal): Promise<StreamListing> {
    this.#running += 1;
    try {
      this.#latest = await this.#list(signal);
      return this.#latest;
    } finally {
      this.#running -= 1;
    }
  }

  /**
   * A listing that began after a moment of the monotonic clock; anybody's will do.
   * @returns undefined while one runs for somebody else: ask again later.
   * @throws SourceError when any page failed.
   */
  async listSince(afterMs: number, signal: AbortSignal): Promise<StreamListing | undefined> {
    if (this.#latest !== undefined && this.#latest.beganAtMs > afterMs) return this.#latest;
    return this.#running > 0 ? undefined : this.list(signal);
  }

  async #list(signal: AbortSignal): Promise<StreamListing> {
    const { clock, client, streamArn, budget } = this.#options;
    const beganAtMs = clock.now();
    const found = new Map<string, WireShard>();
    const asked = new Set<string>();
    let afterShardId: string | undefined;
    let status: StreamStatus = "ENABLING";
    do {
      await budget.take(signal);
      const page = await client
        .describe({ streamArn, ...(afterShardId === undefined ? {} : { afterShardId }) }, signal)
        .catch((cause: unknown) => {
          if (signal.aborted) throw signal.reason;
          throw classify(cause, `DescribeStream on ${streamArn}`).error;
        });
      status = page.status;
      for (const shard of page.shards) found.set(shard.ShardId, shard);
      afterShardId = page.lastShardId;
      if (afterShardId !== undefined && asked.has(afterShardId)) throw circle(streamArn);
      if (afterShardId !== undefined) asked.add(afterShardId);
    } while (afterShardId !== undefined);
    return this.#toListing([...found.values()], status, beganAtMs);
  }

  #toListing(shards: readonly WireShard[], status: StreamStatus, beganAtMs: number): StreamListing {
    // A healthy stream may list no shards once: one empty listing does not finish a stream.
    const empty = shards.length === 0;
    const believable = !empty || this.#wasEmpty;
    this.#wasEmpty = empty;
    return {
      shards: shards.map(toListedShard),
      finished: status === "DISABLED" && believable,
      status,
      beganAtMs,
      closed: new Set(
        shards
          .filter(({ SequenceNumberRange: range }) => range?.EndingSequenceNumber !== undefined)
          .map((shard) => shard.ShardId),
      ),
    };
  }
}

export function toListedShard({ ShardId, ParentShardId }: WireShard): ListedShard {
  const createdAtMs = createdAtOf(ShardId);
  return {
    id: ShardId,
    parents: ParentShardId === undefined ? [] : [ParentShardId],
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
  };
}

function circle(streamArn: string): SourceError {
  return new SourceError(
    "not-connected",
    `DescribeStream on ${streamArn}: the pages of the listing go round in a circle`,
  );
}

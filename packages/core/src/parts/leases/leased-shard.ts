import { type Clock, sleep } from "../../base/clock.ts";
import type { LeasedStream, ListedShard, ShardGap } from "../../contracts/leased-stream.ts";
import type { OwnedShard, RecordPage, Standing } from "../../contracts/stream-source.ts";
import type { Lease } from "./lease.ts";

export interface LeasedShardOptions<Item> {
  readonly clock: Clock;
  readonly lease: Lease;
  readonly stream: LeasedStream<Item>;
  readonly onGap: (gap: ShardGap) => void;
  /** Rows for shards that were found: where they start is decided once, for all workers. */
  readonly admit: (shards: readonly ListedShard[]) => Promise<void>;
  /** The shard is done: its children may start. */
  readonly onEnded: () => void;
  readonly onReleased: () => void;
}

const childTries = 10;
const firstChildWaitMs = 100;
const longestChildWaitMs = 1_000;

/** A shard that this worker has a lease on. */
export class LeasedShard<Item> implements OwnedShard<Item> {
  readonly #options: LeasedShardOptions<Item>;
  #released: Promise<void> | undefined;

  constructor(options: LeasedShardOptions<Item>) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.lease.row.id;
  }

  get revoked(): AbortSignal {
    return this.#options.lease.revoked;
  }

  pages({ signal }: { readonly signal: AbortSignal }): AsyncIterable<RecordPage<Item>> {
    const { lease, stream, onGap } = this.#options;
    const { position, sinceMs, tipAtMs } = lease.row;
    return stream.pages({
      shardId: this.id,
      position,
      ...(sinceMs === undefined ? {} : { sinceMs }),
      ...(tipAtMs === undefined ? {} : { tipAtMs }),
      signal,
      onTip: () => lease.noteTip(),
      onGap,
    });
  }

  commit(position: string): Promise<Standing> {
    return this.#options.lease.save({ at: "after", token: position });
  }

  /**
   * Looks for the children first, so that they start at once. Correctness does not rest on it: they may
   * stay invisible for a while, and the periodic listing finds them.
   */
  async end(): Promise<Standing> {
    const { lease, onEnded } = this.#options;
    try {
      await this.#admitChildren();
    } catch {
      // The listing will tell.
    }
    const standing = await lease.save({ at: "end" });
    onEnded();
    return standing;
  }

  release(): Promise<void> {
    this.#released ??= this.#release();
    return this.#released;
  }

  abandon(): void {
    this.#options.lease.abandon();
    this.#options.onReleased();
  }

  async #release(): Promise<void> {
    await this.#options.lease.release();
    this.#options.onReleased();
  }

  async #admitChildren(): Promise<void> {
    const { clock, stream, admit } = this.#options;
    let waitMs = firstChildWaitMs;
    for (let attempt = 1; attempt <= childTries && !this.revoked.aborted; attempt += 1) {
      const children = await stream.children(this.id, this.revoked);
      if (children.length > 0) {
        await admit(children);
        return;
      }
      if (attempt < childTries) await sleep(clock, waitMs, this.revoked);
      waitMs = Math.min(longestChildWaitMs, waitMs * 2);
    }
  }
}

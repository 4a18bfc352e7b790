import { sleep } from "../src/base/clock.ts";
import { seededRandom } from "../src/base/random.ts";
import type { CheckpointStore } from "../src/contracts/checkpoint-store.ts";
import type { LeasedStream, ListedShard, ShardReading } from "../src/contracts/leased-stream.ts";
import type { OwnedShard, RecordPage } from "../src/contracts/stream-source.ts";
import { LeasedShards } from "../src/parts/leases/leased-shards.ts";
import { createMemoryStore } from "../src/parts/memory-checkpoint-store.ts";
import type { ManualClock } from "./manual-clock.ts";

/** A stream whose listing a test decides. */
export class LeasedModel implements LeasedStream<string> {
  shards: ListedShard[] = [];
  finished = false;
  listings = 0;
  readonly childrenOf = new Map<string, ListedShard[]>();

  async list(): Promise<{ shards: readonly ListedShard[]; finished: boolean }> {
    this.listings += 1;
    return { shards: this.shards, finished: this.finished };
  }

  async children(shardId: string): Promise<readonly ListedShard[]> {
    return this.childrenOf.get(shardId) ?? [];
  }

  startOf(): { position: { at: "horizon" } } {
    return { position: { at: "horizon" } };
  }

  // oxlint-disable-next-line require-yield -- a shard without records
  async *pages({ signal }: ShardReading): AsyncGenerator<RecordPage<string>> {
    await new Promise<void>((resolve) =>
      signal.addEventListener("abort", () => resolve(), { once: true }),
    );
  }
}

/** One worker of a group: owns what it gets, gives up what is revoked, and says what it has. */
export class ModelWorker {
  readonly name: string;
  readonly owns = new Map<string, OwnedShard<string>>();
  readonly history: string[] = [];
  readonly #stop = new AbortController();
  readonly #clock: ManualClock;
  /** Milliseconds that handlers take to drain a revoked shard. */
  drainMs = 0;

  constructor(
    name: string,
    clock: ManualClock,
    stream: LeasedStream<string>,
    store: CheckpointStore,
    seed: number,
  ) {
    this.name = name;
    this.#clock = clock;
    const shards = new LeasedShards<string>({
      clock,
      random: seededRandom(seed),
      stream,
      scope: store.scope("arn", "group"),
      workerName: name,
      onGap: () => {},
    });
    void this.#run(shards);
  }

  /** Leaves in order: what it has is handed back, unless it is to be kept. */
  stop({ release = true } = {}): void {
    this.#stop.abort();
    if (!release) return;
    for (const shard of this.owns.values()) void this.#giveUp(shard);
  }

  async #run(shards: LeasedShards<string>): Promise<void> {
    for await (const shard of shards.owned({ signal: this.#stop.signal })) {
      this.owns.set(shard.id, shard);
      this.history.push(`owned ${shard.id}`);
      shard.revoked.addEventListener("abort", () => void this.#giveUp(shard), { once: true });
    }
  }

  async #giveUp(shard: OwnedShard<string>): Promise<void> {
    const lost = (shard.revoked.reason as { lost?: boolean } | undefined)?.lost === true;
    if (!lost) await sleep(this.#clock, this.drainMs);
    this.owns.delete(shard.id);
    this.history.push(`${lost ? "lost" : "released"} ${shard.id}`);
    await shard.release();
  }
}

export const shard = (id: string, ...parents: readonly string[]): ListedShard => ({
  id,
  parents,
  createdAtMs: 0,
});

export { createMemoryStore };

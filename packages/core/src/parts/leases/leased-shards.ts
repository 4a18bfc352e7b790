import { sleep } from "../../base/clock.ts";
import type { CheckpointScope, ShardClaim, ShardRow } from "../../contracts/checkpoint-store.ts";
import type { Environment } from "../../contracts/environment.ts";
import type { LeasedStream, ShardGap } from "../../contracts/leased-stream.ts";
import type { OwnedShard } from "../../contracts/stream-source.ts";
import { planBalance } from "../../rules/leases/balance.ts";
import { parentsSettled } from "../../rules/leases/settled-parents.ts";
import { Lease } from "./lease.ts";
import { defaultLeaseTimings, type LeaseTimings } from "./lease-timings.ts";
import { LeaseWatch } from "./lease-watch.ts";
import { LeasedShard } from "./leased-shard.ts";
import { ShardDirectory } from "./shard-directory.ts";

export interface LeasedShardsOptions<Item> extends Environment {
  readonly stream: LeasedStream<Item>;
  readonly scope: CheckpointScope;
  /**
   * This worker, among those of its group. A random part is added: a process that starts again must not
   * take the claims of the one it was before for its own.
   */
  readonly workerName: string;
  readonly timings?: Partial<LeaseTimings>;
  readonly onGap: (gap: ShardGap) => void;
}

/** The row whose holder lists the stream for all. */
const discoveryRow = "#discovery";
const balanceJitter = 1 / 3;
const listJitter = 1 / 5;

/**
 * The shards of a stream that this worker comes to own, among workers that come and go: leaderless, by
 * conditional writes on rows that all see. Parents come before their children.
 */
export class LeasedShards<Item> {
  readonly #options: LeasedShardsOptions<Item>;
  readonly #timings: LeaseTimings;
  readonly #worker: string;
  readonly #watch: LeaseWatch;
  readonly #directory: ShardDirectory;
  readonly #held = new Map<string, LeasedShard<Item>>();
  #discovery: ShardClaim | undefined;
  #listedAtMs = Number.NEGATIVE_INFINITY;
  #allEnded = false;
  /** Something happened that the next round should not wait for. */
  #looking = false;
  /** Ends a pause between two rounds early. */
  #pause: AbortController | undefined;

  constructor(options: LeasedShardsOptions<Item>) {
    const { clock, scope, stream, random } = options;
    this.#options = options;
    this.#timings = { ...defaultLeaseTimings, ...options.timings };
    this.#worker = `${options.workerName}/${random.uuid()}`;
    this.#watch = new LeaseWatch(clock);
    const { graceMs } = this.#timings;
    this.#directory = new ShardDirectory({ clock, scope, stream, graceMs });
  }

  /** @throws SourceError when the stream cannot be listed; call it again later, what is held stays held. */
  async *owned({ signal }: { readonly signal: AbortSignal }): AsyncGenerator<OwnedShard<Item>> {
    while (!signal.aborted) {
      yield* this.#round(signal);
      if (this.#done) break;
      await this.#rest(signal);
    }
    // Another worker need not wait for the row to look dead.
    await this.#discovery?.release().catch(() => {});
    this.#discovery = undefined;
  }

  /** A finished stream whose every shard is done. */
  get #done(): boolean {
    return this.#directory.finished && this.#held.size === 0 && this.#allEnded;
  }

  async *#round(signal: AbortSignal): AsyncGenerator<LeasedShard<Item>> {
    let rows = await this.#look();
    if (await this.#shouldList(rows)) {
      await this.#directory.refresh(signal);
      this.#listedAtMs = this.#options.clock.now();
      rows = await this.#look();
      await this.#directory.forgetGone(rows);
    }
    if (signal.aborted) return;
    const shards = rows.filter((row) => !row.id.startsWith("#"));
    this.#allEnded = shards.every((row) => row.position.at === "end");
    yield* this.#balance(this.#runnable(shards));
  }

  async #look(): Promise<readonly ShardRow[]> {
    const rows = await this.#options.scope.rows();
    this.#watch.observe(rows);
    return rows;
  }

  #runnable(shards: readonly ShardRow[]): readonly ShardRow[] {
    const byId = new Map(shards.map((row) => [row.id, row]));
    const { listing, createdAt } = this.#directory;
    const { graceMs } = this.#timings;
    return shards.filter(
      (row) => row.position.at !== "end" && parentsSettled(row, byId, listing, createdAt, graceMs),
    );
  }

  async *#balance(runnable: readonly ShardRow[]): AsyncGenerator<LeasedShard<Item>> {
    const { random, scope } = this.#options;
    const { leaseMs, settleMs } = this.#timings;
    const { claim, ask } = planBalance({
      worker: this.#worker,
      runnable,
      held: new Set(this.#held.keys()),
      expired: (row) => this.#watch.silentMs(row) >= leaseMs,
      abandoned: (row) => this.#watch.silentMs(row) >= 3 * leaseMs,
      askable: (row) => this.#watch.ownedMs(row) >= settleMs,
      random,
    });
    for (const row of claim) {
      const shard = await this.#claim(row);
      // One by one: what is claimed must have its reader, also when the next claim fails.
      if (shard !== undefined) yield shard;
    }
    if (ask !== undefined) await scope.offer(ask, this.#worker);
  }

  async #claim(row: ShardRow): Promise<LeasedShard<Item> | undefined> {
    const { clock, scope, stream, onGap } = this.#options;
    const sentAtMs = clock.now();
    const claim = await scope.claim(row, this.#worker);
    if (claim === undefined) return undefined;
    const shard = new LeasedShard<Item>({
      clock,
      stream,
      lease: new Lease(claim, clock, this.#timings, sentAtMs),
      onGap,
      admit: (shards) => this.#directory.admit(shards),
      onEnded: () => this.#lookAgain(),
      onReleased: () => void this.#held.delete(row.id),
    });
    this.#held.set(row.id, shard);
    return shard;
  }

  /**
   * One worker lists for all, so that a fleet does not multiply the calls: whoever holds the discovery row.
   * A worker that waits for a parent nobody has a row for lists for itself: only a fresh listing can
   * tell that the parent is gone.
   */
  async #shouldList(rows: readonly ShardRow[]): Promise<boolean> {
    const { clock, random } = this.#options;
    const { listMs } = this.#timings;
    const everyMs = listMs * (1 - listJitter + 2 * listJitter * random.next());
    if (clock.now() - this.#listedAtMs < everyMs) return false;
    const row = rows.find(({ id }) => id === discoveryRow) ?? (await this.#addDiscovery());
    if (row === undefined) return false;
    const free = row.owner === undefined || row.owner === this.#worker;
    const mine = free || this.#watch.silentMs(row) >= 2 * listMs;
    this.#discovery = mine ? await this.#options.scope.claim(row, this.#worker) : undefined;
    return this.#discovery !== undefined || waitsForUnknownParent(rows);
  }

  async #addDiscovery(): Promise<ShardRow | undefined> {
    const { scope } = this.#options;
    await scope.add([{ id: discoveryRow, parents: [], position: { at: "horizon" } }]);
    return (await scope.rows()).find(({ id }) => id === discoveryRow);
  }

  #lookAgain(): void {
    this.#looking = true;
    this.#pause?.abort();
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    if (!this.#looking) {
      const pause = new AbortController();
      this.#pause = pause;
      const factor = 1 - balanceJitter + 2 * balanceJitter * random.next();
      const ended = AbortSignal.any([signal, pause.signal]);
      await sleep(clock, this.#timings.balanceMs * factor, ended).catch(() => {});
      this.#pause = undefined;
    }
    this.#looking = false;
  }
}

function waitsForUnknownParent(rows: readonly ShardRow[]): boolean {
  const known = new Set(rows.map((row) => row.id));
  return rows.some(
    (row) => row.position.at !== "end" && row.parents.some((parent) => !known.has(parent)),
  );
}

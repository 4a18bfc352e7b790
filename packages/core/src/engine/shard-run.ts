import { onAbort } from "../base/abort.ts";
import type { Emitter } from "../base/emitter.ts";
import { MillraceError } from "../base/millrace-error.ts";
import type { Budget } from "../contracts/budget.ts";
import type { Destination } from "../contracts/destination.ts";
import type { Environment } from "../contracts/environment.ts";
import type { MappingEvents } from "../contracts/mapping-events.ts";
import type { StreamSourceDefinition } from "../contracts/stream-connector.ts";
import type { ResolvedStreamOptions } from "../contracts/stream-options.ts";
import type {
  OwnedShard,
  RecordPage,
  Revocation,
  Standing,
  StreamSource,
} from "../contracts/stream-source.ts";
import type { Target } from "../contracts/target.ts";
import { Caller, outOfTime } from "../parts/caller.ts";
import { Committer } from "../parts/committer.ts";
import { LowWaterMark, type Progress } from "../parts/low-water-mark.ts";
import type { Slots } from "../parts/slots.ts";
import type { StreamEntry } from "../parts/stream-entry.ts";
import type { Tracing } from "../parts/tracing.ts";
import type { RecordFilter } from "../rules/filter/index.ts";
import { identifyText } from "../rules/read-response.ts";
import { laneOfKey } from "../rules/lane-of-key.ts";
import { StreamHandling } from "./stream-handling.ts";
import { StreamLane } from "./stream-lane.ts";

export interface ShardRunOptions<Item, Event> {
  readonly environment: Environment;
  readonly definition: StreamSourceDefinition<Item, Event>;
  readonly source: StreamSource<Item, Event>;
  readonly shard: OwnedShard<Item>;
  readonly options: ResolvedStreamOptions;
  readonly target: Target;
  readonly destination: Destination<Item> | undefined;
  readonly filter: RecordFilter | undefined;
  readonly tracing: Tracing;
  readonly slots: readonly Slots[];
  /** Shared with other shards and mappings. */
  readonly budget: Budget | undefined;
  readonly events: Emitter<MappingEvents>;
  /** Aborted when the mapping drains: as if the shard were wanted. */
  readonly draining: AbortSignal;
}

/**
 * One owned shard, from its first page to its release:
 *
 * ```
 *   reading ── shard at its end ──► finishing: lanes run dry ──► end() ──┐
 *      │                                                                ├─► release()
 *      └── wanted, or draining ──► stopping: running calls end, commit ──┤
 *      └── lost ──► stopping: handlers are told, nothing is saved ───────┘
 * ```
 * It reads only while what is read and not done has room, so that a stuck lane stalls its shard and
 * nothing else.
 */
export class ShardRun<Item, Event> {
  readonly #options: ShardRunOptions<Item, Event>;
  readonly #mark = new LowWaterMark();
  readonly #lanes: readonly StreamLane<Item>[];
  readonly #caller: Caller;
  readonly #committer: Committer;
  /** Ends reading and the lanes; running calls go on. */
  readonly #stop = new AbortController();
  #held = { records: 0, bytes: 0 };
  #wake: (() => void) | undefined;
  #abandoned = false;
  /** Somebody else has the shard, or may have it: nothing is saved any more. */
  #lost = false;

  constructor(options: ShardRunOptions<Item, Event>) {
    this.#options = options;
    const { environment, source, shard, options: settings, events, target, tracing } = options;
    const { clock } = environment;
    const { reportBatchItemFailures } = settings;
    this.#caller = new Caller({ clock, target, events, tracing, reportBatchItemFailures });
    this.#committer = new Committer({
      clock,
      everyMs: source.capabilities.commitEveryMs,
      commit: (position) => this.#commit(position),
      onCommitted: (position, standing) => {
        events.emit("committed", { shardId: shard.id, position, standing });
        if (standing === "lost") this.#lose(shardTaken());
        if (standing !== "held") this.#stop.abort();
      },
    });
    const batcher = {
      batchSize: settings.batchSize,
      windowMs: settings.windowMs,
      maximumBytes: settings.maximumBatchBytes,
      envelopeBytes: source.capabilities.envelopeBytes,
    };
    this.#lanes = Array.from({ length: settings.parallelizationFactor }, () => {
      const handling = this.#createHandling();
      return new StreamLane<Item>({
        clock,
        batcher,
        slots: options.slots,
        step: (batch) => handling.step(batch),
      });
    });
  }

  async run(): Promise<void> {
    const { shard, draining, events } = this.#options;
    const stop = (): void => this.#stop.abort();
    const forgets = [
      onAbort(draining, stop),
      onAbort(shard.revoked, () => {
        const revocation = shard.revoked.reason as Revocation;
        if (revocation.lost) this.#lose(revocation);
        stop();
      }),
    ];
    events.emit("shard", { shardId: shard.id, change: "owned" });
    const lanes = Promise.all(this.#lanes.map((lane) => lane.run(this.#stop.signal)));
    try {
      const atEnd = await this.#read();
      if (atEnd) await this.#finish();
      this.#stop.abort();
      await lanes;
      await this.#committer.flush();
      if (atEnd && this.#mark.size === 0 && !this.#lost && !this.#abandoned) {
        if ((await shard.end()) === "lost") this.#lose(shardTaken());
        else events.emit("shard", { shardId: shard.id, change: "ended" });
      }
    } catch (error) {
      this.#stop.abort();
      events.emit("shardFailed", { shardId: shard.id, error });
      await lanes;
      await this.#committer.flush();
    } finally {
      this.#committer.close();
      for (const forget of forgets) forget();
      this.#giveBack(this.#held.records, this.#held.bytes);
      if (!this.#abandoned) {
        await shard.release();
        events.emit("shard", { shardId: shard.id, change: this.#lost ? "lost" : "released" });
      }
    }
  }

  /** Records that are read and not done. */
  get inHand(): number {
    return this.#mark.size;
  }

  /** Records in a handler, timed-out ones included. */
  get inHandler(): number {
    return this.#caller.inHandler;
  }

  /** The drain's time is up: asks the handlers to stop. */
  force(): void {
    this.#caller.abortAll(outOfTime());
  }

  /**
   * Leaves a handler behind that would not end: from now on nothing is saved or released, and the shard
   * is free when its lease ends.
   */
  abandon(): void {
    this.#abandoned = true;
    this.#committer.close();
    // What is left behind no longer counts against a budget that other mappings share.
    this.#giveBack(this.#held.records, this.#held.bytes);
    this.#options.shard.abandon?.();
  }

  /** A commit that throws breaks its contract: nobody knows what was saved, so the shard counts as lost. */
  async #commit(position: string): Promise<Standing> {
    const { shard, events } = this.#options;
    try {
      return await shard.commit(position);
    } catch (error) {
      events.emit("shardFailed", { shardId: shard.id, error });
      return "lost";
    }
  }

  #lose(reason: Error): void {
    this.#lost = true;
    this.#committer.close();
    this.#caller.abortAll(reason);
  }

  /** @returns true when the shard was read to its end; false when reading was stopped. */
  async #read(): Promise<boolean> {
    const { shard } = this.#options;
    const { signal } = this.#stop;
    const pages = shard.pages({ signal })[Symbol.asyncIterator]();
    try {
      while (await this.#room(signal)) {
        const { done, value } = await pages.next();
        if (signal.aborted) return false;
        if (done === true) return true;
        this.#take(value);
      }
      return false;
    } finally {
      await pages.return?.();
    }
  }

  #take(page: RecordPage<Item>): void {
    const { shard, events, filter, options } = this.#options;
    const lanes: StreamEntry<Item>[][] = this.#lanes.map(() => []);
    const filtered: Progress[] = [];
    const filteredIds: string[] = [];
    let bytes = 0;
    for (const record of page.records) {
      bytes += record.bytes;
      const progress = this.#mark.add(record.position, record.bytes);
      if (filter !== undefined && !filter.matches(record.toItem())) {
        filtered.push(progress);
        filteredIds.push(record.id);
        continue;
      }
      const lane = laneOfKey(record.orderKey, options.parallelizationFactor);
      lanes[lane]?.push({ id: record.id, bytes: record.bytes, record, progress });
    }
    this.#hold(page.records.length, bytes);
    const ids = page.records.map((record) => record.id);
    events.emit("pageRead", { shardId: shard.id, ids, bytes });
    if (filtered.length > 0) {
      events.emit("filtered", { ids: filteredIds });
      this.#finished(filtered);
    }
    for (const [index, entries] of lanes.entries()) {
      if (entries.length > 0) this.#lanes[index]?.add(entries);
    }
  }

  /** The shard is at its end: what is open goes out at once, and all of it must be done. */
  async #finish(): Promise<void> {
    for (const lane of this.#lanes) lane.end();
    while (this.#mark.size > 0 && !this.#stop.signal.aborted) await this.#change(this.#stop.signal);
  }

  /** Waits for room for another page. @returns false when stopped. */
  async #room(signal: AbortSignal): Promise<boolean> {
    const { maximumRecords, maximumBytes } = this.#options.options;
    while (!signal.aborted) {
      const own = this.#mark.size < maximumRecords && this.#mark.bytes < maximumBytes;
      if (own && this.#sharedRoom()) return true;
      await this.#change(signal);
    }
    return false;
  }

  /** A page is read only while the shared budget has room for one record more: it may overrun by a page per shard. */
  #sharedRoom(): boolean {
    return this.#options.budget?.hasRoom(1, 1) ?? true;
  }

  #change(signal: AbortSignal): Promise<void> {
    const { budget } = this.#options;
    return new Promise((resolve) => {
      const done = (): void => {
        forget();
        forgetBudget?.();
        this.#wake = undefined;
        resolve();
      };
      const forgetBudget = budget?.onRoom(() => this.#wake?.());
      this.#wake = done;
      const forget = onAbort(signal, () => this.#wake?.());
    });
  }

  #finished(progress: readonly Progress[]): void {
    if (this.#abandoned) return;
    const before = this.#mark.size;
    const beforeBytes = this.#mark.bytes;
    if (!this.#mark.finish(progress)) return;
    this.#giveBack(before - this.#mark.size, beforeBytes - this.#mark.bytes);
    const { position } = this.#mark;
    if (position !== undefined && !this.#lost) this.#committer.want(position);
    this.#wake?.();
  }

  #hold(records: number, bytes: number): void {
    this.#held = { records: this.#held.records + records, bytes: this.#held.bytes + bytes };
    this.#options.budget?.take(records, bytes);
  }

  #giveBack(records: number, bytes: number): void {
    this.#held = { records: this.#held.records - records, bytes: this.#held.bytes - bytes };
    this.#options.budget?.giveBack(records, bytes);
  }

  #createHandling(): StreamHandling<Item, Event> {
    const { environment, definition, source, shard, options, target, destination, events } =
      this.#options;
    return new StreamHandling<Item, Event>({
      environment,
      source,
      shardId: shard.id,
      options,
      target,
      destination,
      caller: this.#caller,
      events,
      identify: definition.identify ?? identifyText,
      oversizedCondition: definition.oversizedCondition,
      onDone: (entries) => this.#finished(entries.map((entry) => entry.progress)),
      signal: this.#stop.signal,
    });
  }
}

function shardTaken(): MillraceError {
  return new MillraceError("MILLRACE_LEASE_LOST", "somebody else has taken the shard");
}

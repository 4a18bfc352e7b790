import {
  type Backoff,
  backoffMs,
  type Environment,
  type RecordPage,
  type ShardReading,
  sleep,
  type SourceError,
  type StartupWarning,
} from "@millrace/core/connector";
import type { DynamoDBRecord } from "aws-lambda";

import { Cadence } from "./cadence.ts";
import type { CallBudget } from "./call-budget.ts";
import { ChangeRecord } from "./change-record.ts";
import { type Classified, classify, type ReadFailure } from "./classify.ts";
import type { Listings } from "./listings.ts";
import type { ShardCursor } from "./shard-cursor.ts";
import type { StreamClient } from "./stream-client.ts";

export interface ShardReaderOptions extends Environment {
  readonly client: Pick<StreamClient, "openIterator" | "read">;
  readonly streamArn: string;
  readonly listings: Pick<Listings, "listSince">;
  readonly budget: CallBudget;
  readonly cursor: ShardCursor;
  readonly batchSize: number;
  readonly idlePollMs: number;
  /** Set when data was lost and the user wants to be asked first: every reader of the stream stops. */
  readonly halted: () => SourceError | undefined;
  readonly warn: (warning: StartupWarning) => void;
}

/** An iterator ends 15 minutes after its issue. Source: Amazon DynamoDB Streams API Reference, GetShardIterator. */
const iteratorLifeMs = 10 * 60_000;
const mostRecords = 1_000;
const leastRecords = 100;
const behindMs = 60_000;
/** Listings without the shard, one after the other, before it counts as vanished. */
const absencesBeforeVanished = 3;
/** The same for a shard that is still listed, as closed: a listing may name shards that are gone. */
const refusalsBeforeVanished = 20;
const unreadableAfterMs = 60_000;
/** Iterators that expire at once, one after the other, before the reader waits in between. */
const freeRenewals = 2;

const backoffs: Readonly<Record<Exclude<ReadFailure, "denied" | "refused">, Backoff>> = {
  throttled: { firstMs: 100, ceilingMs: 10_000 },
  "not-connected": { firstMs: 100, ceilingMs: 10_000 },
  expired: { firstMs: 100, ceilingMs: 5_000 },
  trimmed: { firstMs: 1_000, ceilingMs: 10_000 },
  missing: { firstMs: 1_000, ceilingMs: 10_000 },
};

interface Read {
  readonly page: RecordPage<DynamoDBRecord>;
  readonly last: boolean;
}

/**
 * Reads one shard from its position to its end. The end is a page without a next iterator, and nothing
 * else; that page may hold records. Failures are retried here for as long as the shard is ours; only what
 * no retry mends is thrown.
 */
export class ShardReader {
  readonly #reading: ShardReading;
  readonly #options: ShardReaderOptions;
  readonly #cadence: Cadence;
  #iterator: { readonly value: string; readonly issuedAtMs: number } | undefined;
  #lastStartMs = Number.NEGATIVE_INFINITY;
  #limit = leastRecords;
  /** Failures since the last page, and since when. */
  #failures = 0;
  #failingSinceMs = 0;
  #warned = false;
  #absences = 0;
  #refusals = 0;
  /** The last listing that was looked at, or the moment of the failure. */
  #lookedAtMs = 0;

  constructor(reading: ShardReading, options: ShardReaderOptions) {
    this.#reading = reading;
    this.#options = options;
    this.#cadence = new Cadence(options.random, options.idlePollMs);
    this.#limit = this.#usualLimit;
  }

  async *pages(): AsyncGenerator<RecordPage<DynamoDBRecord>> {
    const { signal } = this.#reading;
    while (!signal.aborted) {
      const read = await this.#next();
      if (read === undefined) return;
      yield read.page;
      if (read.last) return;
    }
  }

  /** @returns undefined when the shard was given up, or has vanished. */
  async #next(): Promise<Read | undefined> {
    const { signal } = this.#reading;
    while (!signal.aborted) {
      try {
        return await this.#read();
      } catch (cause) {
        if (signal.aborted) return undefined;
        const vanished = await this.#recover(cause);
        if (vanished) return undefined;
      }
    }
    return undefined;
  }

  async #read(): Promise<Read> {
    const { clock, client, budget, cursor, streamArn } = this.#options;
    const { signal } = this.#reading;
    await this.#pace();
    await budget.take(signal);
    const iterator = await this.#openIterator();
    this.#throwIfHalted();
    const sentAtMs = clock.now();
    this.#lastStartMs = sentAtMs;
    const { records: wire, nextIterator } = await client.read(iterator, this.#limit, signal);
    const read = wire.map((record) => new ChangeRecord(record, streamArn));
    const wallMs = clock.wallTimeMs();
    const records = cursor.take(read, wallMs);
    if (nextIterator === undefined) cursor.finish(wallMs);
    this.#throwIfHalted();
    this.#iterator =
      nextIterator === undefined ? undefined : { value: nextIterator, issuedAtMs: sentAtMs };
    this.#notePage(read, wallMs);
    return { page: { records }, last: nextIterator === undefined };
  }

  #notePage(read: readonly ChangeRecord[], wallMs: number): void {
    const { cursor } = this.#options;
    this.#failures = 0;
    this.#absences = 0;
    this.#refusals = 0;
    this.#warned = false;
    this.#cadence.notePage(read.length);
    if (this.#cadence.atTip && cursor.noteTip(wallMs)) this.#reading.onTip();
    const last = read.at(-1);
    const full = read.length >= this.#limit;
    const behind = last !== undefined && wallMs - (last.arrivedAtMs ?? wallMs) > behindMs;
    this.#limit = full || behind ? mostRecords : this.#usualLimit;
  }

  get #usualLimit(): number {
    return Math.min(mostRecords, Math.max(leastRecords, this.#options.batchSize));
  }

  async #pace(): Promise<void> {
    const { clock } = this.#options;
    const nowMs = clock.now();
    const waitMs = this.#lastStartMs + this.#cadence.gapMs(nowMs) - nowMs;
    if (waitMs > 0) await sleep(clock, waitMs, this.#reading.signal);
  }

  async #openIterator(): Promise<string> {
    const { clock, client, cursor, streamArn } = this.#options;
    const { shardId, signal } = this.#reading;
    const sentAtMs = clock.now();
    if (this.#iterator !== undefined && sentAtMs - this.#iterator.issuedAtMs < iteratorLifeMs)
      return this.#iterator.value;
    this.#iterator = undefined;
    const start = cursor.start(clock.wallTimeMs());
    const value = await client.openIterator(streamArn, shardId, start, signal);
    cursor.noteOpened();
    this.#iterator = { value, issuedAtMs: sentAtMs };
    return value;
  }

  /**
   * Waits until it makes sense to read again.
   * @returns true when the shard has vanished.
   * @throws SourceError for what no retry mends.
   */
  async #recover(cause: unknown): Promise<boolean> {
    const { clock, random, cursor } = this.#options;
    this.#throwIfHalted();
    const { shardId } = this.#reading;
    const classified = classify(cause, `GetRecords on ${shardId}`);
    const { failure, error } = classified;
    if (this.#failures === 0) this.#failingSinceMs = clock.now();
    this.#failures += 1;
    this.#warnOf(classified);
    this.#iterator = undefined;
    switch (failure) {
      case "denied":
      case "refused":
        throw error;
      case "expired":
        if (this.#failures <= freeRenewals) return false;
        break;
      case "trimmed": {
        const again = cursor.searching;
        cursor.noteTrimmed(clock.wallTimeMs());
        if (!again) return false;
        break;
      }
      case "throttled":
        this.#cadence.noteThrottle(clock.now());
        break;
      case "missing":
        if (await this.#hasVanished()) return true;
        break;
      case "not-connected":
        break;
      default:
        failure satisfies never;
    }
    const waitMs = backoffMs(backoffs[failure], this.#failures, random);
    await sleep(clock, waitMs, this.#reading.signal).catch(() => {});
    return false;
  }

  /** "Resource not found" of a shard is never its end: only the listings can tell that it is gone. */
  async #hasVanished(): Promise<boolean> {
    const { clock, listings, cursor } = this.#options;
    const { shardId, signal } = this.#reading;
    if (this.#failures === 1) this.#lookedAtMs = this.#failingSinceMs;
    const listing = await listings.listSince(this.#lookedAtMs, signal).catch(() => undefined);
    if (listing === undefined || signal.aborted) return false;
    this.#lookedAtMs = listing.beganAtMs;
    const listed = listing.shards.some((shard) => shard.id === shardId);
    this.#absences = listed || listing.shards.length === 0 ? 0 : this.#absences + 1;
    this.#refusals = listed && listing.closed.has(shardId) ? this.#refusals + 1 : 0;
    const vanished =
      this.#absences >= absencesBeforeVanished || this.#refusals >= refusalsBeforeVanished;
    if (!vanished) return false;
    cursor.vanish(clock.wallTimeMs());
    this.#throwIfHalted();
    return true;
  }

  #warnOf({ failure, error }: Classified): void {
    const { clock, warn } = this.#options;
    const failingMs = clock.now() - this.#failingSinceMs;
    if (this.#warned || failure === "trimmed" || failingMs < unreadableAfterMs) return;
    this.#warned = true;
    warn({
      code: "shard-unreadable",
      message: `no read has worked for ${Math.round(failingMs / 1000)} s, and it is tried again: ${error.message}`,
    });
  }

  #throwIfHalted(): void {
    const halted = this.#options.halted();
    if (halted !== undefined) throw halted;
  }
}

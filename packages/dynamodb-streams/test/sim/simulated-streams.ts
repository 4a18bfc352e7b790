import { type Random, seededRandom } from "@millrace/core/connector";

import type {
  DescribeRequest,
  IteratorStart,
  ReadPage,
  StreamClient,
  StreamPage,
  StreamStatus,
} from "../../src/stream-client.ts";
import { SimulatedShard, toWire } from "./simulated-shard.ts";
import type { VirtualClock } from "@millrace/testkit";

export const streamArn =
  "arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-05T10:00:00.123";

export interface SimulatedStreamsOptions {
  readonly clock: VirtualClock;
  readonly seed?: number;
  readonly keys?: number;
  readonly roots?: number;
  /** Shards in one page of a listing. */
  readonly pageSize?: number;
  /** Longest time until a new shard, or the end of one, is listed. */
  readonly visibilityMs?: number;
  /** Share of reads that find nothing although something follows. */
  readonly emptyShare?: number;
  readonly throttleShare?: number;
  readonly missingShare?: number;
  readonly iteratorLifeMs?: number;
  /** What a server makes of CHILD_SHARDS. */
  readonly childFilter?: "honoured" | "ignored";
  /** The last page of a closed shard: with its last records, alone, or one or the other. */
  readonly lastPage?: "records" | "empty" | "either";
}

export class ServiceError extends Error {
  constructor(name: string, message = name) {
    super(message);
    this.name = name;
  }
}

interface Iterator {
  readonly shardId: string;
  readonly index: number;
  readonly issuedAtMs: number;
}

/**
 * A model of DynamoDB Streams on a virtual clock: a tree of shards that split and roll over, listings
 * that lag behind and are paged in no order, iterators that expire, records that are trimmed, and calls
 * that fail. Everything by chance comes from the seed.
 */
export class SimulatedStreams implements StreamClient {
  readonly #options: Required<SimulatedStreamsOptions>;
  readonly #random: Random;
  readonly shards = new Map<string, SimulatedShard>();
  readonly counts = new Map<string, number>();
  readonly calls: string[] = [];
  readonly reads: { readonly shardId: string; readonly atMs: number; readonly limit: number }[] =
    [];
  status: StreamStatus = "ENABLED";
  /** Scripted failures: the next call of this name throws the next of them. */
  readonly failNext: Record<"describe" | "openIterator" | "read", Error[]> = {
    describe: [],
    openIterator: [],
    read: [],
  };
  /** Listings that come back empty. */
  emptyListings = 0;
  /** Called between two pages of a listing. */
  onPage: ((afterShardId: string) => void) | undefined;
  #sequence = 100_000_000_000_000_000_000n;
  #created = 0;

  constructor(options: SimulatedStreamsOptions) {
    this.#options = {
      seed: 1,
      keys: 12,
      roots: 1,
      pageSize: 100,
      visibilityMs: 0,
      emptyShare: 0,
      throttleShare: 0,
      missingShare: 0,
      iteratorLifeMs: 900_000,
      childFilter: "honoured",
      lastPage: "either",
      ...options,
    };
    this.#random = seededRandom(this.#options.seed);
    const { keys, roots } = this.#options;
    for (let root = 0; root < roots; root += 1) {
      const own = Array.from({ length: keys }, (_, key) => `k${key}`).filter(
        (_, key) => key % roots === root,
      );
      this.#addShard(undefined, own, 0);
    }
  }

  get open(): readonly SimulatedShard[] {
    return [...this.shards.values()].filter((shard) => !shard.closed);
  }

  /** Changes an item. */
  write(key: string): void {
    const shard = this.open.find(({ keys }) => keys.includes(key));
    if (shard === undefined) throw new Error(`no open shard takes ${key}`);
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    this.#sequence += 1n;
    const writtenAtMs = this.#options.clock.wallTimeMs();
    shard.changes.push({ sequence: String(this.#sequence), key, count, writtenAtMs });
  }

  writeAll(times = 1): void {
    for (let time = 0; time < times; time += 1)
      for (const shard of this.open) for (const key of shard.keys) this.write(key);
  }

  /** Closes a shard and continues it in so many children. */
  roll(shard: SimulatedShard, children: number): readonly SimulatedShard[] {
    this.end(shard);
    const parts = Math.min(children, Math.max(1, shard.keys.length));
    return Array.from({ length: parts }, (_, part) =>
      this.#addShard(
        shard.id,
        shard.keys.filter((_key, index) => index % parts === part),
        this.#lag(),
      ),
    );
  }

  /** Closes a shard for good, or before its children are made. */
  end(shard: SimulatedShard): void {
    shard.closed = true;
    shard.closedVisibleAtMs = this.#options.clock.now() + this.#lag();
  }

  /** Drops what is older. Closed shards that are empty by then vanish. */
  trim(beforeWallMs: number): void {
    for (const shard of this.shards.values()) {
      while ((shard.changes[shard.trimmed]?.writtenAtMs ?? Number.POSITIVE_INFINITY) < beforeWallMs)
        shard.trimmed += 1;
      if (shard.closed && shard.trimmed === shard.changes.length) shard.gone = true;
    }
  }

  async findStreams(): Promise<readonly string[]> {
    return [streamArn];
  }

  async describe(request: DescribeRequest, signal: AbortSignal): Promise<StreamPage> {
    await this.#call("describe", signal);
    const { clock, pageSize, childFilter } = this.#options;
    if (this.emptyListings > 0 && request.childrenOf === undefined) {
      this.emptyListings -= 1;
      return { status: this.status, shards: [] };
    }
    if (request.afterShardId !== undefined) this.onPage?.(request.afterShardId);
    const visible = [...this.shards.values()]
      .filter((shard) => !shard.gone && shard.visibleAtMs <= clock.now())
      .filter(
        (shard) =>
          request.childrenOf === undefined ||
          childFilter === "ignored" ||
          shard.parentId === request.childrenOf,
      )
      .sort((left, right) => (hash(left.id) < hash(right.id) ? -1 : 1));
    const first =
      request.afterShardId === undefined
        ? 0
        : visible.findIndex((shard) => hash(shard.id) > hash(request.afterShardId ?? ""));
    const page = first === -1 ? [] : visible.slice(first, first + pageSize);
    const last = page.at(-1);
    const more = first !== -1 && first + pageSize < visible.length && last !== undefined;
    return {
      status: this.status,
      shards: page.map((shard) => ({
        ShardId: shard.id,
        ...(shard.parentId === undefined ? {} : { ParentShardId: shard.parentId }),
        SequenceNumberRange: {
          StartingSequenceNumber: "1",
          ...(shard.closedVisibleAtMs <= clock.now() ? { EndingSequenceNumber: "9" } : {}),
        },
      })),
      ...(more ? { lastShardId: last.id } : {}),
    };
  }

  async openIterator(
    _arn: string,
    shardId: string,
    start: IteratorStart,
    signal: AbortSignal,
  ): Promise<string> {
    await this.#call("openIterator", signal);
    this.calls.push(`${start.at} ${shardId}`);
    const shard = this.#find(shardId);
    if (start.at === "TRIM_HORIZON") return this.#iterator(shard, shard.trimmed);
    if (start.at === "LATEST") return this.#iterator(shard, shard.changes.length);
    return this.#iterator(shard, shard.indexAfter(start.sequenceNumber));
  }

  async read(iterator: string, limit: number, signal: AbortSignal): Promise<ReadPage> {
    const { shardId, index, issuedAtMs } = JSON.parse(iterator) as Iterator;
    const { clock, iteratorLifeMs, emptyShare, throttleShare, lastPage } = this.#options;
    this.reads.push({ shardId, atMs: clock.now(), limit });
    await this.#call("read", signal);
    if (clock.now() - issuedAtMs > iteratorLifeMs)
      throw new ServiceError("ExpiredIteratorException");
    if (this.#random.next() < throttleShare) throw new ServiceError("ThrottlingException");
    const shard = this.#find(shardId);
    if (index < shard.trimmed) throw new ServiceError("TrimmedDataAccessException");
    const rest = shard.changes.length - index;
    if (rest > 0 && this.#random.next() < emptyShare)
      return { records: [], nextIterator: this.#iterator(shard, index) };
    const page = shard.changes.slice(index, index + limit);
    const atEnd = shard.closed && page.length === rest;
    const withRecords =
      lastPage === "records" || (lastPage === "either" && this.#random.next() < 0.5);
    const last = atEnd && (page.length === 0 || withRecords);
    return {
      records: page.map(toWire),
      ...(last ? {} : { nextIterator: this.#iterator(shard, index + page.length) }),
    };
  }

  close(): void {}

  async #call(name: "describe" | "openIterator" | "read", signal: AbortSignal): Promise<void> {
    await this.#options.clock.sleep(5);
    signal.throwIfAborted();
    const failure = this.failNext[name].shift();
    if (failure !== undefined) throw failure;
    if (name !== "describe" && this.#random.next() < this.#options.missingShare)
      throw new ServiceError("ResourceNotFoundException");
  }

  #find(shardId: string): SimulatedShard {
    const shard = this.shards.get(shardId);
    if (shard === undefined || shard.gone) throw new ServiceError("ResourceNotFoundException");
    return shard;
  }

  #iterator(shard: SimulatedShard, index: number): string {
    const iterator: Iterator = {
      shardId: shard.id,
      index,
      issuedAtMs: this.#options.clock.now(),
    };
    return JSON.stringify(iterator);
  }

  #addShard(parentId: string | undefined, keys: readonly string[], lagMs: number): SimulatedShard {
    const { clock } = this.#options;
    this.#created += 1;
    const time = String(Math.floor(clock.wallTimeMs())).padStart(20, "0");
    const id = `shardId-${time}-${this.#created.toString(16).padStart(8, "0")}`;
    const shard = new SimulatedShard(id, parentId, keys, clock.now() + lagMs);
    this.shards.set(id, shard);
    return shard;
  }

  #lag(): number {
    return this.#random.next() * this.#options.visibilityMs;
  }
}

/** An order of shards that has nothing to do with their age. */
function hash(id: string): string {
  let mixed = 7;
  for (const letter of id) mixed = (Math.imul(mixed, 31) + letter.charCodeAt(0)) >>> 0;
  return String(mixed).padStart(10, "0") + id;
}

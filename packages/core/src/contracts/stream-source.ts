import type { MillraceError } from "../base/millrace-error.ts";
import type { TraceCarrier } from "../model/delivery.ts";

/** One change of a stream, where it stands in its shard, and how the handler sees it. */
export interface StreamRecord<Item = unknown> {
  /** What `batchItemFailures` names, such as a sequence number. Unique within its shard. */
  readonly id: string;
  /** Where reading goes on after this record. Opaque to the engine, compared by the source alone. */
  readonly position: string;
  /** What the item adds to the serialised event: its JSON in UTF-8 and one separator. */
  readonly bytes: number;
  /** Records with the same key keep their order when a shard is handled in several lanes. */
  readonly orderKey: string;
  /** When the stream took it, in milliseconds since 1970 by the source's clock; absent when unknown. */
  readonly arrivedAtMs?: number;
  readonly trace?: TraceCarrier;
  /** The item, built anew on every call. */
  toItem(): Item;
}

/** What one read of a shard brought, in order; empty when there was nothing. */
export interface RecordPage<Item = unknown> {
  readonly records: readonly StreamRecord<Item>[];
}

/**
 * What a shard's owner is told when it saves:
 * - `held`: saved, go on.
 * - `wanted`: saved, but somebody else is to have the shard: drain, then release.
 * - `lost`: not saved, somebody else has it. Nothing of it may be handled or saved any more.
 */
export const standings = ["held", "wanted", "lost"] as const;
export type Standing = (typeof standings)[number];

/** Why a shard is revoked. `lost`: nothing can be saved any more. */
export interface Revocation extends MillraceError {
  readonly lost: boolean;
}

/**
 * A shard that this worker owns, whoever decided that.
 *
 * - Who calls: one shard run of the stream loop.
 * - How many at once: one `pages` iteration; one `commit` at a time.
 * - Until when: `release` is the last call, or `abandon` where a drain leaves a handler behind.
 */
export interface OwnedShard<Item = unknown> {
  readonly id: string;
  /**
   * Aborted, with a {@link Revocation} as its reason, when the shard is to be given up. The engine then
   * stops reading, lets handlers finish (unless it is lost), commits what is contiguous and releases.
   */
  readonly revoked: AbortSignal;
  /**
   * Pages in order, from the stored position on. Ends when the shard is closed and read to its end.
   * The source paces its reads; it may hold one page ready beyond the one it has handed out.
   * @throws SourceError for what cannot be retried.
   */
  pages(options: { readonly signal: AbortSignal }): AsyncIterable<RecordPage<Item>>;
  /** Saves that this record and all before it are done. Does not throw: an unreachable store is retried within the lease. */
  commit(position: string): Promise<Standing>;
  /** Saves that the closed shard is done, which lets its children start. */
  end(): Promise<Standing>;
  /** Gives the shard up. Idempotent. */
  release(): Promise<void>;
  /**
   * Shows no sign of life any more: a handler that would not end may still work on the shard, so it is
   * nobody's until its lease ends. Absent where ownership ends with the source.
   */
  abandon?(): void;
}

/** What a stream can do, as data. */
export interface StreamCapabilities {
  /** Bytes of the event around its records, less one separator. */
  readonly envelopeBytes: number;
  /** Milliseconds between two commits of a busy shard: what a crash repeats at most, at the price of a write. */
  readonly commitEveryMs: number;
}

/** A stream, as a connector offers it to the engine: ordered shards, a position per shard. */
export interface StreamSource<Item = unknown, Event = unknown> {
  readonly capabilities: StreamCapabilities;
  /** Where it reads, for people: the table's or topic's name. */
  readonly destination: string;
  /** ARN of the stream, or the closest thing to it. */
  readonly arn: string;
  /**
   * The shards that this worker comes to own, as it comes to own them. Ends when `signal` aborts, or when
   * a finite stream is done. A shard may come again after its release.
   * @throws SourceError for what cannot be retried.
   */
  owned(options: { readonly signal: AbortSignal }): AsyncIterable<OwnedShard<Item>>;
  /** The event of one call, built anew. */
  toEvent(records: readonly StreamRecord<Item>[], shardId: string): Event;
  /** Frees connections. Called once, after every shard is released or abandoned. */
  close(): Promise<void>;
}

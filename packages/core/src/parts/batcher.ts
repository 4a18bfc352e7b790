import type { Batch, CloseReason } from "../model/batch.ts";

export interface BatcherOptions {
  /** Records in one batch at most. */
  readonly batchSize: number;
  /** Milliseconds from a batch's first record until it is due; 0: due as soon as its page is in. */
  readonly windowMs: number;
  /** Bytes of one serialised event at most. */
  readonly maximumBytes: number;
  /** Bytes of an event without records. */
  readonly envelopeBytes: number;
  /** True: a batch never mixes two pages (two receives of a FIFO queue). Default false. */
  readonly batchPerPage?: boolean;
}

/** What the batcher reads of a record. */
export interface Sized {
  /** What the record adds to the serialised event. */
  readonly bytes: number;
}

interface OpenBatch<Entry> {
  readonly entries: Entry[];
  readonly openedAtMs: number;
  readonly dueAtMs: number;
  bytes: number;
}

/**
 * Collects the records of one lane into batches, by count, window and bytes. Synchronous and without
 * a clock: time comes as an argument, and whoever owns it calls `take` when a slot is free.
 *
 * - A batch's window starts with its first record. Due at the deadline, it is closed before a record
 *   that comes in the same millisecond: call `take` before `add`.
 * - A due batch that nobody can take yet stays open and goes on filling, so a record never sits
 *   through a second window behind a busy lane.
 * - Records leave in the order in which they came.
 *
 * Source: AWS Lambda Developer Guide, "How Lambda processes records from stream and queue-based event sources".
 */
export class Batcher<Entry extends Sized> {
  readonly #options: BatcherOptions;
  readonly #closed: Batch<Entry>[] = [];
  #open: OpenBatch<Entry> | undefined;
  #size = 0;
  #bytes = 0;

  constructor(options: BatcherOptions) {
    this.#options = options;
  }

  /** Records that wait here. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that the waiting records add to their events. */
  get bytes(): number {
    return this.#bytes;
  }

  /** When `take` has something to give, by the clock of `nowMs`; undefined: not before the next `add`. */
  get dueAtMs(): number | undefined {
    return this.#closed[0]?.openedAtMs ?? this.#open?.dueAtMs;
  }

  /** Adds what came with one receive or one page, in order. */
  add(page: readonly Entry[], nowMs: number): void {
    for (const entry of page) this.#push(entry, nowMs);
    if (this.#options.batchPerPage === true) this.#close("window");
  }

  /** The oldest batch that is full or due, or undefined. */
  take(nowMs: number): Batch<Entry> | undefined {
    if (this.#closed.length === 0 && this.#open !== undefined && this.#open.dueAtMs <= nowMs)
      this.#close("window");
    const batch = this.#closed.shift();
    if (batch !== undefined) {
      this.#size -= batch.entries.length;
      for (const entry of batch.entries) this.#bytes -= entry.bytes;
    }
    return batch;
  }

  /** Nothing will be added any more: what is open is due at once. */
  end(): void {
    this.#close("end");
  }

  /** Takes everything out, in order, without making batches of it. */
  drain(): Entry[] {
    this.#close("end");
    const entries = this.#closed.flatMap((batch) => batch.entries);
    this.#closed.length = 0;
    this.#size = 0;
    this.#bytes = 0;
    return entries;
  }

  #push(entry: Entry, nowMs: number): void {
    const { batchSize, windowMs, maximumBytes, envelopeBytes } = this.#options;
    this.#size += 1;
    this.#bytes += entry.bytes;
    const alone = envelopeBytes + entry.bytes;
    if (alone > maximumBytes) {
      this.#close("bytes");
      this.#closed.push({ entries: [entry], reason: "oversized", bytes: alone, openedAtMs: nowMs });
      return;
    }
    if (this.#open !== undefined && this.#open.bytes + entry.bytes > maximumBytes)
      this.#close("bytes");
    this.#open ??= {
      entries: [],
      bytes: envelopeBytes,
      openedAtMs: nowMs,
      dueAtMs: nowMs + windowMs,
    };
    this.#open.entries.push(entry);
    this.#open.bytes += entry.bytes;
    if (this.#open.entries.length === batchSize) this.#close("size");
    else if (this.#open.bytes === maximumBytes) this.#close("bytes");
  }

  #close(reason: CloseReason): void {
    if (this.#open === undefined) return;
    const { entries, bytes, openedAtMs } = this.#open;
    this.#open = undefined;
    this.#closed.push({ entries, reason, bytes, openedAtMs });
  }
}

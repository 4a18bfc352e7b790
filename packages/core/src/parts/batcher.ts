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
  /** What the record adds to the serialised event; never too small, too large only with `exactBytes`. */
  readonly bytes: number;
  /** Measures it. Called only when the limit is near: measuring costs more than all the rest. */
  exactBytes?(): number;
}

interface OpenBatch<Entry> {
  readonly entries: Entry[];
  readonly openedAtMs: number;
  readonly dueAtMs: number;
  /** Never too small. */
  bytes: number;
  /** How many of the first entries are measured, and the exact size of an event with those. */
  measured: number;
  measuredBytes: number;
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
    if (envelopeBytes + entry.bytes > maximumBytes) {
      const bytes = envelopeBytes + measure(entry);
      if (bytes > maximumBytes) {
        this.#close("bytes");
        this.#closed.push({ entries: [entry], reason: "oversized", bytes, openedAtMs: nowMs });
        return;
      }
    }
    if (!this.#fits(entry)) this.#close("bytes");
    this.#open ??= {
      entries: [],
      openedAtMs: nowMs,
      dueAtMs: nowMs + windowMs,
      bytes: envelopeBytes,
      measured: 0,
      measuredBytes: envelopeBytes,
    };
    this.#open.entries.push(entry);
    this.#open.bytes += entry.bytes;
    if (this.#open.entries.length === batchSize) this.#close("size");
    else if (this.#open.bytes >= maximumBytes && this.#measureOpen() === maximumBytes)
      this.#close("bytes");
  }

  #fits(entry: Entry): boolean {
    const { maximumBytes } = this.#options;
    if (this.#open === undefined || this.#open.bytes + entry.bytes <= maximumBytes) return true;
    return this.#measureOpen() + measure(entry) <= maximumBytes;
  }

  /** The exact size of the open batch's event. No record is measured twice here, however often it is asked. */
  #measureOpen(): number {
    const open = this.#open;
    if (open === undefined) return 0;
    const unmeasured = open.entries.slice(open.measured);
    open.measuredBytes = unmeasured.reduce(
      (sum, entry) => sum + measure(entry),
      open.measuredBytes,
    );
    open.measured = open.entries.length;
    open.bytes = open.measuredBytes;
    return open.bytes;
  }

  #close(reason: CloseReason): void {
    if (this.#open === undefined) return;
    const { entries, bytes, openedAtMs } = this.#open;
    this.#open = undefined;
    this.#closed.push({ entries, reason, bytes, openedAtMs });
  }
}

function measure(entry: Sized): number {
  return entry.exactBytes?.() ?? entry.bytes;
}

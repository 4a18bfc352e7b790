import type { Mapping } from "@millrace/core";
import type { Clock } from "@millrace/core/connector";

import type { Violations } from "./handling-history.ts";

export interface BatchLimitsOptions {
  readonly clock: Clock;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly concurrency: number;
  /** Most messages in hand at once. */
  readonly maximumRecords: number;
  /**
   * Milliseconds that a batch may start after its window, while a slot is free. Undefined: nobody can tell,
   * because the process is stopped at times or its extensions get no answers.
   */
  readonly latenessMs?: number;
}

/** What sums of fractions of milliseconds are off by. */
const roundingMs = 0.001;

/** Watches one mapping and tells where it crossed a limit: of a batch, of its window, of what is in hand. */
export class BatchLimits {
  readonly #options: BatchLimitsOptions;
  readonly #violations: string[] = [];
  /** Calls that hold a slot, by request id. */
  readonly #calls = new Set<string>();
  #lastSaturatedMs = Number.NEGATIVE_INFINITY;

  constructor(options: BatchLimitsOptions) {
    this.#options = options;
  }

  watch<Item, Event>(mapping: Mapping<Item, Event>): void {
    const { batchSize, windowMs, maximumRecords } = this.#options;
    const look = (): void => {
      const { inHand, buffered, inHandler } = mapping.status();
      if (inHand > maximumRecords)
        this.#violations.push(`${inHand} in hand, allowed are ${maximumRecords}`);
      if (buffered < 0 || inHandler < 0 || buffered > inHand)
        this.#violations.push(`${buffered} buffered of ${inHand} in hand`);
    };
    mapping.on("invoking", ({ requestId, ids, attempt, reason, waitedMs }) => {
      look();
      if (ids.length > batchSize)
        this.#violations.push(`a batch of ${ids.length}, allowed are ${batchSize}`);
      if (attempt === 1 && reason === "window" && ids.length < batchSize) {
        if (waitedMs < windowMs - roundingMs)
          this.#violations.push(
            `a batch of ${ids.length} left after ${waitedMs} of ${windowMs} ms`,
          );
        this.#checkLateness(waitedMs);
      }
      this.#calls.add(requestId);
      this.#noteSaturation();
    });
    mapping.on("invoked", ({ requestId, verdict, error }) => {
      this.#noteSaturation();
      // A call that was not made waits in its slot; one that timed out keeps it until the handler has ended.
      if (verdict !== "notInvoked" && !isTimeout(error)) this.#calls.delete(requestId);
    });
    mapping.on("runawaySettled", ({ requestId }) => {
      this.#noteSaturation();
      this.#calls.delete(requestId);
    });
    mapping.on("received", look);
    mapping.on("settled", look);
  }

  violations(): Violations {
    return this.#violations;
  }

  #noteSaturation(): void {
    if (this.#calls.size >= this.#options.concurrency)
      this.#lastSaturatedMs = this.#options.clock.now();
  }

  #checkLateness(waitedMs: number): void {
    const { clock, windowMs, latenessMs } = this.#options;
    if (latenessMs === undefined || waitedMs <= windowMs + latenessMs) return;
    this.#noteSaturation();
    const dueAtMs = clock.now() - waitedMs + windowMs;
    const freeAtMs = Math.max(dueAtMs, this.#lastSaturatedMs);
    const lateMs = clock.now() - freeAtMs;
    if (lateMs > latenessMs)
      this.#violations.push(`a batch left ${lateMs} ms after its window, with a slot free`);
  }
}

function isTimeout(error: unknown): boolean {
  return (error as { readonly code?: unknown } | undefined)?.code === "MILLRACE_HANDLER_TIMEOUT";
}

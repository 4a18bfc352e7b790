import { onAbort } from "../base/abort.ts";
import { type Clock, sleep } from "../base/clock.ts";
import type { CloseReason } from "../model/batch.ts";
import { Batcher, type BatcherOptions } from "../parts/batcher.ts";
import type { Slots } from "../parts/slots.ts";
import type { StreamEntry } from "../parts/stream-entry.ts";

/** A batch of a lane, and which call of it is next. */
export interface LaneBatch<Item> {
  readonly entries: readonly StreamEntry<Item>[];
  readonly reason: CloseReason;
  readonly openedAtMs: number;
  /** Which call of this unchanged batch comes next, from 1. */
  readonly attempt: number;
  /** Absent for records that were not called together before: they get a new one. */
  readonly requestId?: string;
}

/** What a lane does after one call. */
export interface LaneStep<Item> {
  /** Batches that go before anything new, in order. */
  readonly next: readonly LaneBatch<Item>[];
  /** Milliseconds to wait before the next call. */
  readonly waitMs: number;
  /** Runs outside the slot before the lane goes on, such as sending to the on-failure destination. */
  readonly afterwards?: () => Promise<void>;
}

export interface StreamLaneOptions<Item> {
  readonly clock: Clock;
  readonly batcher: BatcherOptions;
  /** Every one must have a free slot. */
  readonly slots: readonly Slots[];
  /** Handles one batch once. Resolves when its handler has settled. */
  readonly step: (batch: LaneBatch<Item>) => Promise<LaneStep<Item>>;
}

/**
 * One lane of a shard: batches in order, one at a time, retries before anything new. A lane that waits
 * for a retry holds no slot, and nothing newer of it is handled meanwhile.
 */
export class StreamLane<Item> {
  readonly #options: StreamLaneOptions<Item>;
  readonly #batcher: Batcher<StreamEntry<Item>>;
  readonly #retries: LaneBatch<Item>[] = [];
  #wake: (() => void) | undefined;

  constructor(options: StreamLaneOptions<Item>) {
    this.#options = options;
    this.#batcher = new Batcher(options.batcher);
  }

  /** Takes what one page holds for this lane. */
  add(entries: readonly StreamEntry<Item>[]): void {
    this.#batcher.add(entries, this.#options.clock.now());
    this.#wake?.();
  }

  /** The shard is at its end: what is open goes out at once. */
  end(): void {
    this.#batcher.end();
    this.#wake?.();
  }

  /** Works until `signal` aborts; a call that is running then is waited for, a slot is not. */
  async run(signal: AbortSignal): Promise<void> {
    while (await this.#ready(signal)) {
      let step: LaneStep<Item> | undefined;
      await this.#inSlots(async () => {
        // What joined while the lane waited for a slot goes along.
        const batch = signal.aborted ? undefined : this.#next();
        if (batch !== undefined) step = await this.#options.step(batch);
      }, signal);
      if (step === undefined) continue;
      this.#retries.unshift(...step.next);
      await step.afterwards?.();
      if (step.waitMs > 0 && !signal.aborted) await this.#rest(step.waitMs, signal);
    }
  }

  #next(): LaneBatch<Item> | undefined {
    const retry = this.#retries.shift();
    if (retry !== undefined) return retry;
    const batch = this.#batcher.take(this.#options.clock.now());
    return batch === undefined ? undefined : { ...batch, attempt: 1 };
  }

  /** Waits until there is a batch to call. @returns false when `signal` aborts. */
  async #ready(signal: AbortSignal): Promise<boolean> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      if (this.#retries.length > 0) return true;
      const { dueAtMs } = this.#batcher;
      if (dueAtMs !== undefined && dueAtMs <= clock.now()) return true;
      await new Promise<void>((resolve) => {
        const timer =
          dueAtMs === undefined ? undefined : clock.setTimer(dueAtMs - clock.now(), resolve);
        const stop = (): void => resolve();
        signal.addEventListener("abort", stop, { once: true });
        this.#wake = () => {
          timer?.cancel();
          signal.removeEventListener("abort", stop);
          resolve();
        };
      });
      this.#wake?.();
      this.#wake = undefined;
    }
    return false;
  }

  /**
   * Takes a slot of each, in the same order everywhere, so that two lanes never wait for each other.
   * Resolves early when `signal` aborts before the task has begun: the slots may be held by another
   * mapping's handler, for as long as that likes.
   */
  #inSlots(task: () => Promise<void>, signal: AbortSignal): Promise<void> {
    let begun = false;
    const inSlots = this.#options.slots.reduceRight<() => Promise<void>>(
      (inner, slots) => () => slots.run(inner),
      () => {
        begun = true;
        return task();
      },
    );
    return new Promise((resolve, reject) => {
      const forget = onAbort(signal, () => {
        if (!begun) resolve();
      });
      inSlots().finally(forget).then(resolve, reject);
    });
  }

  async #rest(waitMs: number, signal: AbortSignal): Promise<void> {
    try {
      await sleep(this.#options.clock, waitMs, signal);
    } catch {
      // Stopped while resting: the loop sees it next.
    }
  }
}

import type { Clock, Timer } from "../base/clock.ts";
import type { Batch, CloseReason } from "../model/batch.ts";
import type { Batcher } from "./batcher.ts";
import type { HeldDelivery } from "./held-delivery.ts";
import type { LaneGate } from "./lane-gate.ts";
import type { Slots } from "./slots.ts";

/** A batch on its way to the handler. */
export interface Dispatch<Item> {
  readonly entries: readonly HeldDelivery<Item>[];
  readonly reason: CloseReason;
  readonly openedAtMs: number;
}

export interface DispatcherOptions<Item> {
  readonly clock: Clock;
  readonly batcher: Batcher<HeldDelivery<Item>>;
  /** The mapping's slots, and the function's when its concurrency is reserved. */
  readonly slots: Slots;
  readonly reserved: Slots | undefined;
  /** Present for an ordered queue. */
  readonly lanes: LaneGate<HeldDelivery<Item>> | undefined;
  /** Handles a batch; resolves when its slot may be used again. */
  readonly run: (dispatch: Dispatch<Item>) => Promise<void>;
}

/** Takes due batches from the batcher whenever a slot is free, and a lane at most once at a time. */
export class Dispatcher<Item> {
  readonly #options: DispatcherOptions<Item>;
  readonly #unsubscribe: (() => void)[];
  /** Batches that waited for their lane; they hold it already. */
  readonly #resumed: Dispatch<Item>[] = [];
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: DispatcherOptions<Item>) {
    this.#options = options;
    const pump = (): void => this.pump();
    this.#unsubscribe = [options.slots.onFree(pump)];
    if (options.reserved !== undefined) this.#unsubscribe.push(options.reserved.onFree(pump));
  }

  /** Starts everything that is due and has a slot. Call it when something was added and before adding more. */
  pump(): void {
    if (this.#stopped) return;
    const { clock, batcher, slots, reserved } = this.#options;
    while (slots.free > 0 && (reserved === undefined || reserved.free > 0)) {
      const dispatch = this.#resumed.shift() ?? this.#admit(batcher.take(clock.now()));
      if (dispatch === undefined) break;
      if (dispatch.entries.length > 0) this.#launch(dispatch);
    }
    this.#arm();
  }

  /** A batch has left its lanes: what waited for them is next. */
  leaveLanes(entries: readonly HeldDelivery<Item>[]): void {
    const { lanes, clock } = this.#options;
    if (lanes === undefined) return;
    for (const next of lanes.leave(entries)) {
      this.#resumed.push({ entries: next, reason: "window", openedAtMs: clock.now() });
    }
    this.pump();
  }

  /** Nothing starts from now on. @returns what had not started, in order. */
  stop(): HeldDelivery<Item>[] {
    this.#stopped = true;
    this.#timer?.cancel();
    for (const end of this.#unsubscribe) end();
    const resumed = this.#resumed.splice(0).flatMap((dispatch) => dispatch.entries);
    return [...resumed, ...(this.#options.lanes?.drain() ?? []), ...this.#options.batcher.drain()];
  }

  /** @returns undefined when there is no batch; one without entries when all of them wait for their lanes. */
  #admit(batch: Batch<HeldDelivery<Item>> | undefined): Dispatch<Item> | undefined {
    if (batch === undefined) return undefined;
    const entries = this.#options.lanes?.enter(batch.entries) ?? batch.entries;
    return { entries, reason: batch.reason, openedAtMs: batch.openedAtMs };
  }

  #launch(dispatch: Dispatch<Item>): void {
    const { slots, reserved, run } = this.#options;
    const running = slots.run(() => run(dispatch));
    void reserved?.run(() => running);
  }

  #arm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const { clock, batcher, slots } = this.#options;
    const { dueAtMs } = batcher;
    // Without a free slot the next pump comes with the slot.
    if (dueAtMs === undefined || slots.free === 0) return;
    const delayMs = dueAtMs - clock.now();
    if (delayMs > 0) this.#timer = clock.setTimer(delayMs, () => this.pump());
  }
}

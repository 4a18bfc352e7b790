import { type Clock, sleep } from "@millrace/core/connector";

/** A rate of calls: so many at once, so many per second, in the order in which they are asked for. */
export class CallBudget {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #burst: number;
  /** When the next call may start. */
  #nextAtMs = Number.NEGATIVE_INFINITY;

  /** @param burst calls that may start together after a rest. */
  constructor(clock: Clock, intervalMs: number, burst: number) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#burst = burst;
  }

  /** Milliseconds that a call asked for now would wait. */
  get waitMs(): number {
    return Math.max(0, this.#nextAtMs - this.#clock.now());
  }

  /**
   * Resolves when the call may start.
   * @throws the signal's reason when it aborts.
   */
  async take(signal: AbortSignal): Promise<void> {
    const nowMs = this.#clock.now();
    const atMs = Math.max(this.#nextAtMs, nowMs - (this.#burst - 1) * this.#intervalMs);
    this.#nextAtMs = atMs + this.#intervalMs;
    if (atMs > nowMs) await sleep(this.#clock, atMs - nowMs, signal);
    else signal.throwIfAborted();
  }
}

import type { Clock, Timer } from "@millrace/core/connector";

interface Pending {
  readonly atMs: number;
  readonly order: number;
  readonly fire: () => void;
}

/** A clock that stands still until a test moves it: hours pass in milliseconds. */
export class VirtualClock implements Clock {
  readonly #pending = new Set<Pending>();
  #nowMs = 0;
  #order = 0;
  /** Epoch milliseconds at the start; a test may jump it, as a time server does. */
  wallOffsetMs = 1_764_000_000_000;

  now(): number {
    return this.#nowMs;
  }

  wallTimeMs(): number {
    return this.wallOffsetMs + this.#nowMs;
  }

  setTimer(delayMs: number, fire: () => void): Timer {
    this.#order += 1;
    const pending = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order, fire };
    this.#pending.add(pending);
    return { cancel: () => this.#pending.delete(pending) };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.setTimer(delayMs, resolve));
  }

  /** Fires what is due, in order, letting promises run in between. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settle();
    for (let next = this.#next(); next !== undefined && next.atMs <= untilMs; next = this.#next()) {
      this.#pending.delete(next);
      this.#nowMs = next.atMs;
      next.fire();
      await settle();
    }
    this.#nowMs = untilMs;
  }

  /** Advances until the promise settles. */
  async finish<Result>(promise: Promise<Result>, limitMs = 3_600_000): Promise<Result> {
    let settled = false;
    const watched = promise.finally(() => {
      settled = true;
    });
    watched.catch(() => {});
    const untilMs = this.#nowMs + limitMs;
    await settle();
    while (!settled && this.#nowMs < untilMs) await this.advance(50);
    if (!settled) throw new Error(`not settled after ${limitMs} virtual ms`);
    return watched;
  }

  #next(): Pending | undefined {
    let next: Pending | undefined;
    for (const pending of this.#pending) {
      if (
        next === undefined ||
        pending.atMs < next.atMs ||
        (pending.atMs === next.atMs && pending.order < next.order)
      )
        next = pending;
    }
    return next;
  }
}

/** Lets every promise that can go on do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

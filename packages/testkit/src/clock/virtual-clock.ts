import type { Clock, Random, Timer } from "@millrace/core/connector";

interface Pending {
  readonly atMs: number;
  /** Order among timers of one moment: drawn, so that no code can rely on it. */
  readonly tie: number;
  readonly order: number;
  readonly fire: () => void;
  cancelled: boolean;
}

/** Epoch milliseconds at which a virtual clock starts. */
const defaultStartMs = 1_764_000_000_000;

/**
 * A clock that stands still until it is told to move: hours pass in milliseconds. Between two timers every
 * promise that can go on does, so the same seed gives the same run.
 *
 * Code that waits for anything but this clock and promises, such as a socket or `setTimeout`, does not
 * advance under it.
 */
export class VirtualClock implements Clock {
  readonly #random: Random | undefined;
  readonly #heap: Pending[] = [];
  #nowMs = 0;
  #order = 0;
  #alive = 0;
  /** Epoch milliseconds minus the monotonic ones. A test may jump it, as a time server does. */
  wallOffsetMs: number;

  /** @param random draws the order of timers of one moment; without it they fire in the order in which they were set. */
  constructor(random?: Random, startMs: number = defaultStartMs) {
    this.#random = random;
    this.wallOffsetMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  wallTimeMs(): number {
    return this.wallOffsetMs + this.#nowMs;
  }

  /** Timers that wait. */
  get timers(): number {
    return this.#alive;
  }

  setTimer(delayMs: number, fire: () => void): Timer {
    this.#order += 1;
    const pending: Pending = {
      atMs: this.#nowMs + Math.max(0, delayMs),
      tie: this.#random?.next() ?? 0,
      order: this.#order,
      fire,
      cancelled: false,
    };
    this.#push(pending);
    this.#alive += 1;
    return {
      cancel: () => {
        if (pending.cancelled) return;
        pending.cancelled = true;
        this.#alive -= 1;
      },
    };
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.setTimer(delayMs, resolve));
  }

  /** Moves on by so many milliseconds, firing what is due. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settle();
    while (await this.#fireNext(untilMs));
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /**
   * Moves on until the promise settles.
   * @throws what the promise rejects with; Error when it has not settled after `limitMs`, or cannot any more.
   */
  async finish<Result>(promise: Promise<Result>, limitMs = 3_600_000): Promise<Result> {
    let settled = false;
    const watched = promise.finally(() => (settled = true));
    watched.catch(() => {});
    const untilMs = this.#nowMs + limitMs;
    await settle();
    while (!settled) {
      if (!(await this.#fireNext(untilMs))) break;
    }
    await settle();
    if (!settled)
      throw new Error(`not settled at ${this.#nowMs} virtual ms: nothing moves, or not in time`);
    return watched;
  }

  async #fireNext(untilMs: number): Promise<boolean> {
    for (let next = this.#heap[0]; next !== undefined; next = this.#heap[0]) {
      if (next.cancelled) {
        this.#pop();
        continue;
      }
      if (next.atMs > untilMs) return false;
      this.#pop();
      next.cancelled = true;
      this.#alive -= 1;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.fire();
      await settle();
      return true;
    }
    return false;
  }

  #push(pending: Pending): void {
    const heap = this.#heap;
    let index = heap.push(pending) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(pending, heap[parent])) break;
      heap[index] = heap[parent] as Pending;
      index = parent;
    }
    heap[index] = pending;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (before(heap[child + 1], heap[child])) child += 1;
      if (!before(heap[child], last)) break;
      heap[index] = heap[child] as Pending;
      index = child;
    }
    heap[index] = last;
  }
}

function before(left: Pending | undefined, right: Pending | undefined): boolean {
  if (left === undefined) return false;
  if (right === undefined) return true;
  if (left.atMs !== right.atMs) return left.atMs < right.atMs;
  return left.tie !== right.tie ? left.tie < right.tie : left.order < right.order;
}

/**
 * Lets every promise that can go on do so. A tick that is asked for from a microtask comes only when the
 * microtasks have run out; two of them also drain code that uses ticks itself.
 */
async function settle(): Promise<void> {
  for (let hop = 0; hop < 2; hop += 1) {
    await new Promise<void>((resolve) => queueMicrotask(() => process.nextTick(resolve)));
  }
}

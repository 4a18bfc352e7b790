import pLimit, { type LimitFunction } from "p-limit";

import type { Target } from "../contracts/target.ts";

/**
 * Concurrency slots. A slot is held until the task has settled: a handler that has timed out but
 * still runs keeps its slot.
 */
export class Slots {
  readonly #limit: LimitFunction;
  readonly #onFree = new Set<() => void>();

  constructor(concurrency: number) {
    this.#limit = pLimit(concurrency);
  }

  get concurrency(): number {
    return this.#limit.concurrency;
  }

  get taken(): number {
    return this.#limit.activeCount + this.#limit.pendingCount;
  }

  get free(): number {
    return this.concurrency - this.taken;
  }

  /** Calls `react` whenever a slot becomes free. @returns a function that ends that. */
  onFree(react: () => void): () => void {
    this.#onFree.add(react);
    return () => this.#onFree.delete(react);
  }

  /** Runs the task in a slot of its own. Callers look at `free` first: nothing is meant to queue here. */
  async run(task: () => Promise<void>): Promise<void> {
    try {
      await this.#limit(task);
    } finally {
      for (const react of this.#onFree) react();
    }
  }
}

const slotsOfTargets = new WeakMap<Target, Slots>();

/** The slots of a target with reserved concurrency, shared by all mappings that use it. */
export function reservedSlots(target: Target): Slots | undefined {
  if (target.reservedConcurrency === undefined) return undefined;
  let slots = slotsOfTargets.get(target);
  if (slots === undefined)
    slotsOfTargets.set(target, (slots = new Slots(target.reservedConcurrency)));
  return slots;
}

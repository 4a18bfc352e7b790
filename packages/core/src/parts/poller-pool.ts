import { type Clock, sleep } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import { type SourceError, toSourceError } from "../base/source-error.ts";
import type { TaskSet } from "../base/task-set.ts";
import type { Delivery } from "../model/delivery.ts";
import { backoffMs } from "../rules/backoff.ts";
import type { PollerScale } from "../rules/poller-scale.ts";
import { earlyEmptyBackoff, sourceBackoff } from "../rules/source-backoff.ts";
import type { Credits } from "./credits.ts";

export interface PollerPoolOptions<Item> {
  readonly clock: Clock;
  readonly random: Random;
  readonly tasks: TaskSet;
  readonly credits: Credits;
  readonly scale: PollerScale;
  /** Milliseconds that a receive may wait at the queue. */
  readonly waitMs: number;
  readonly maximumReceive: number;
  readonly receive: (maximum: number, signal: AbortSignal) => Promise<readonly Delivery<Item>[]>;
  /** Takes what came, and the credits reserved for it. Synchronous: a poller never waits for a handler. */
  readonly take: (deliveries: readonly Delivery<Item>[], reserved: number) => void;
  /** Milliseconds to hold the next receive back so that it fills. */
  readonly pauseMs: () => number;
  readonly onFailed: (error: SourceError, backoffMs: number) => void;
  readonly onScaled: (from: number, to: number) => void;
}

/**
 * The receive loops of a mapping: each reserves credits, receives, hands over, again and again, with
 * a backoff of its own after a failure. Their number follows the {@link PollerScale}.
 */
export class PollerPool<Item> {
  readonly #options: PollerPoolOptions<Item>;
  /** Ends waits for credits, pauses and backoffs; pending receives go on. */
  readonly #stopping = new AbortController();
  /** Ends pending receives too. */
  readonly #aborting = new AbortController();
  /** Pollers in a pause or a backoff: the first to go when there are too many. */
  readonly #resting = new Set<AbortController>();
  #running = 0;
  #target = 0;

  constructor(options: PollerPoolOptions<Item>) {
    this.#options = options;
  }

  get running(): number {
    return this.#running;
  }

  start(): void {
    this.#adjust();
  }

  /** No receive starts from now on. Those that are pending may still bring messages. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Gives pending receives up: what the queue hands them is out of sight until its lease ends. */
  abort(reason: Error): void {
    this.#aborting.abort(reason);
  }

  #adjust(): void {
    const { scale, onScaled, tasks } = this.#options;
    if (this.#stopping.signal.aborted || scale.pollers === this.#target) return;
    onScaled(this.#target, scale.pollers);
    this.#target = scale.pollers;
    while (this.#running < this.#target) {
      this.#running += 1;
      tasks.run(() => this.#poll());
    }
    for (const rest of this.#resting) {
      if (this.#running <= this.#target) break;
      this.#resting.delete(rest);
      this.#running -= 1;
      rest.abort();
    }
  }

  async #poll(): Promise<void> {
    const { credits, maximumReceive } = this.#options;
    const { signal } = this.#stopping;
    let failures = 0;
    let retired = false;
    try {
      // A poller that is one too many leaves instead of resting: whoever is left receives.
      while (!signal.aborted && this.#running <= this.#target) {
        const reserved = await credits.reserve(maximumReceive, signal);
        if (reserved === 0) return;
        const trouble = await this.#receive(reserved, failures);
        failures = trouble === undefined ? 0 : failures + 1;
        if (this.#running > this.#target) return;
        retired = await this.#rest(trouble ?? this.#options.pauseMs());
        if (retired) return;
      }
    } finally {
      // One that was sent away in its rest is not counted any more.
      if (!retired) this.#running -= 1;
    }
  }

  /** @returns milliseconds to back off, or undefined when all is well. */
  async #receive(reserved: number, failures: number): Promise<number | undefined> {
    const { clock, random, credits, scale, waitMs, receive, take, onFailed } = this.#options;
    const startedAtMs = clock.now();
    let deliveries: readonly Delivery<Item>[];
    try {
      deliveries = await receive(reserved, this.#aborting.signal);
    } catch (error) {
      credits.convert(reserved, []);
      if (this.#aborting.signal.aborted) return undefined;
      const sourceError = toSourceError(error);
      const delayMs = backoffMs(sourceBackoff[sourceError.decision], failures + 1, random);
      scale.backOff(clock.now());
      this.#adjust();
      onFailed(sourceError, delayMs);
      return delayMs;
    }
    const nowMs = clock.now();
    take(deliveries, reserved);
    const received = deliveries.length;
    scale.report({ asked: reserved, received, atMs: nowMs, freeCredits: credits.free });
    this.#adjust();
    const early = received === 0 && waitMs >= 1_000 && nowMs - startedAtMs < 1_000;
    return early ? backoffMs(earlyEmptyBackoff, failures + 1, random) : undefined;
  }

  /** @returns true when the pool has sent this poller away meanwhile. */
  async #rest(delayMs: number): Promise<boolean> {
    if (delayMs <= 0) return false;
    const rest = new AbortController();
    this.#resting.add(rest);
    try {
      const signal = AbortSignal.any([this.#stopping.signal, rest.signal]);
      await sleep(this.#options.clock, delayMs, signal);
    } catch {
      // Stopped or sent away while resting: the loop sees it next.
    } finally {
      this.#resting.delete(rest);
    }
    return rest.signal.aborted;
  }
}

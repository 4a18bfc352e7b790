import type { Clock, Timer } from "../base/clock.ts";
import type { TaskSet } from "../base/task-set.ts";
import type { ExtendResult } from "../contracts/queue-source.ts";
import type { HeldDeliveries } from "./held-deliveries.ts";
import { beatsOf, type HeldDelivery } from "./held-delivery.ts";

export interface HeartbeatOptions<Item> {
  readonly clock: Clock;
  readonly tasks: TaskSet;
  readonly held: HeldDeliveries<Item>;
  readonly leaseMs: number;
  readonly maximumHoldMs: number;
  /** The source's `extend`, traced and counted by the caller. Does not throw. */
  readonly extend: (held: readonly HeldDelivery<Item>[]) => Promise<readonly ExtendResult[]>;
  readonly onLost: (held: HeldDelivery<Item>) => void;
}

/** Beats per lease: messages that come due between two beats are extended together. */
const beatsPerLease = 8;
const shortestBeatMs = 100;

/**
 * One timer for all leases of a mapping. A lease is extended, by a whole one, when half of it has
 * passed: from the receive on, while the message waits and while it is in the handler, until it is
 * being settled. The lease itself ends by the monotonic clock, whatever the wall clock does.
 */
export class Heartbeat<Item> {
  readonly #options: HeartbeatOptions<Item>;
  #timer: Timer | undefined;

  constructor(options: HeartbeatOptions<Item>) {
    this.#options = options;
  }

  /** Beats as long as something is held. Idempotent; call it whenever something was received. */
  start(): void {
    if (this.#timer !== undefined) return;
    const { leaseMs } = this.#options;
    this.#arm(Math.max(shortestBeatMs, leaseMs / beatsPerLease));
  }

  #arm(delayMs: number): void {
    this.#timer = this.#options.clock.setTimer(delayMs, () => {
      this.#timer = undefined;
      const leftMs = this.#beat();
      const { held, leaseMs } = this.#options;
      // A handler hears that a lease is over when it is, not at the next beat: somebody else may start by then.
      if (held.size > 0)
        this.#arm(Math.min(Math.max(shortestBeatMs, leaseMs / beatsPerLease), leftMs));
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Extends now what would not last for `neededMs`. @returns when that is done. */
  async ensure(entries: readonly HeldDelivery<Item>[], neededMs: number): Promise<void> {
    await beatsOf(entries);
    const nowMs = this.#options.clock.now();
    const short = entries.filter(
      (held) => held.leaseEndsAtMs - nowMs < neededMs && this.#mayExtend(held, nowMs),
    );
    if (short.length > 0) await this.#extend(short);
    this.#loseExpired(entries);
  }

  /** @returns milliseconds until the first of the leases ends that are still ours. */
  #beat(): number {
    const { clock, leaseMs, held, tasks } = this.#options;
    const nowMs = clock.now();
    const due: HeldDelivery<Item>[] = [];
    for (const entry of held.values()) {
      if (entry.leaseEndsAtMs - nowMs <= leaseMs / 2 && this.#mayExtend(entry, nowMs))
        due.push(entry);
    }
    this.#loseExpired(held.values());
    const alive = due.filter((entry) => !entry.lost);
    if (alive.length > 0) tasks.run(() => this.#extend(alive));
    let leftMs = Number.POSITIVE_INFINITY;
    for (const entry of held.values()) {
      if (!entry.lost && entry.phase !== "settling")
        leftMs = Math.min(leftMs, entry.leaseEndsAtMs - nowMs);
    }
    return leftMs;
  }

  #mayExtend(entry: HeldDelivery<Item>, nowMs: number): boolean {
    if (entry.lost || entry.beat !== undefined || entry.phase === "settling") return false;
    return nowMs - entry.heldSinceMs + this.#options.leaseMs <= this.#options.maximumHoldMs;
  }

  #loseExpired(entries: Iterable<HeldDelivery<Item>>): void {
    const nowMs = this.#options.clock.now();
    for (const entry of entries) {
      if (!entry.lost && entry.phase !== "settling" && entry.leaseEndsAtMs <= nowMs)
        this.#lose(entry);
    }
  }

  async #extend(entries: readonly HeldDelivery<Item>[]): Promise<void> {
    const { clock, leaseMs, extend } = this.#options;
    const sentAtMs = clock.now();
    const told = entries.map((entry) => entry.delivery);
    const beat = extend(entries);
    const done = beat.then(() => {});
    for (const entry of entries) entry.beat = done;
    const results = await beat;
    for (const [index, entry] of entries.entries()) {
      entry.beat = undefined;
      // A newer copy came meanwhile: what became of the older one's lease no longer matters.
      if (entry.delivery !== told[index]) continue;
      const result = results[index];
      // The lease counts from the request, the earliest moment at which the queue can have set it.
      if (result === "extended") entry.leaseEndsAtMs = sentAtMs + leaseMs;
      else if (result === "lost" && !entry.lost) this.#lose(entry);
    }
  }

  #lose(entry: HeldDelivery<Item>): void {
    entry.loseLease();
    this.#options.onLost(entry);
  }
}

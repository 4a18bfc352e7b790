import type { SqsDelivery } from "./delivery.ts";

interface PoisonedGroup {
  /** The message that failed first: the group hands it out before anything else. */
  readonly headId: string;
  /** When it can be received again. */
  readonly visibleAtMs: number;
}

export interface ReceivePlan {
  readonly maximum: number;
  readonly waitMs: number;
}

/** Nobody tells us when another worker settles the head: after this long we no longer expect it. */
const forgetAfterMs = 120_000;
/** A wait counts from the request's arrival at the queue, a little later than here. */
const marginMs = 500;
const leastWaitMs = 1_000;

/**
 * Message groups of a FIFO queue that were handed back because their head failed.
 *
 * Every receive counts for every message in it. One that brings a failing head and nine followers
 * brings all ten closer to `maxReceiveCount`, so the followers would go to the dead-letter queue with
 * the head, without a single run. While a group's head is due, receives therefore ask for one message:
 * the head comes alone, and its followers' counts stay where they are. The price is smaller receives
 * for the whole queue meanwhile; until the head is visible again, full ones are safe.
 */
export class PoisonedGroups {
  readonly #groups = new Map<string, PoisonedGroup>();

  /** These messages were handed back after a failure. */
  handedBack(deliveries: readonly SqsDelivery[], visibleAtMs: number): void {
    const seen = new Set<string>();
    // In the order of their groups: the first of each is its head.
    for (const { id, lane } of deliveries) {
      if (lane === undefined || seen.has(lane)) continue;
      seen.add(lane);
      this.#groups.set(lane, { headId: id, visibleAtMs });
    }
  }

  acknowledged(delivery: SqsDelivery): void {
    if (delivery.lane === undefined) return;
    if (this.#groups.get(delivery.lane)?.headId === delivery.id) this.#groups.delete(delivery.lane);
  }

  /** A group that hands out another message than its head has lost it, to the dead-letter queue or another worker. */
  received(deliveries: readonly SqsDelivery[]): void {
    if (this.#groups.size === 0) return;
    const seen = new Set<string>();
    for (const { id, lane } of deliveries) {
      if (lane === undefined || seen.has(lane)) continue;
      seen.add(lane);
      const group = this.#groups.get(lane);
      if (group !== undefined && group.headId !== id) this.#groups.delete(lane);
    }
  }

  /** What the next receive may ask for, and how long it may wait for it. */
  plan(wanted: ReceivePlan, nowMs: number): ReceivePlan {
    let dueAtMs = Number.POSITIVE_INFINITY;
    for (const [lane, { visibleAtMs }] of this.#groups) {
      if (nowMs - visibleAtMs > forgetAfterMs) this.#groups.delete(lane);
      else dueAtMs = Math.min(dueAtMs, visibleAtMs);
    }
    const untilDueMs = dueAtMs - nowMs;
    if (untilDueMs > wanted.waitMs) return wanted;
    // A poll that ended before the head is visible cannot bring its followers.
    const waitMs = Math.floor((untilDueMs - marginMs) / 1000) * 1000;
    if (waitMs >= leastWaitMs) return { maximum: wanted.maximum, waitMs };
    return { maximum: 1, waitMs: wanted.waitMs };
  }
}

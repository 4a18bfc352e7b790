import type { SpanContext } from "@opentelemetry/api";

import type { Delivery } from "../model/delivery.ts";

/**
 * Where a held message is:
 * ```
 *   buffered ──► handling ──► settling ──► (gone)
 *       └───────────────────────▲   released at a drain, dropped by the filter
 * ```
 */
export type HeldPhase = "buffered" | "handling" | "settling";

/**
 * A message in hand: from its receive until the queue has confirmed its settlement. There is one per
 * message id; a second copy that comes meanwhile only brings a newer receipt.
 */
export class HeldDelivery<Item = unknown> {
  readonly id: string;
  readonly bytes: number;
  readonly lane?: string;
  /** When this copy was received, by the injected clock: the longest hold counts from here. */
  heldSinceMs: number;
  /** The newest copy: the one whose receipt settles the message. */
  delivery: Delivery<Item>;
  leaseEndsAtMs: number;
  phase: HeldPhase = "buffered";
  /** Somebody else may own it. A lost message is never given to the handler. */
  lost = false;
  /**
   * A message in front of it in its lane failed or is lost: it may not be handled before that one, so it
   * is handed back when its turn comes.
   */
  cut = false;
  /** An extension of this message's lease that is on its way. Settling must wait for it, or it would undo a retry delay. */
  beat: Promise<void> | undefined;
  /** The span of the receive that brought it, where there is one. */
  receiveSpan: SpanContext | undefined;
  /** Hears of a lost lease while the message is in the handler. */
  onLost: (() => void) | undefined;

  constructor(delivery: Delivery<Item>, nowMs: number) {
    this.id = delivery.id;
    this.bytes = delivery.bytes;
    if (delivery.lane !== undefined) this.lane = delivery.lane;
    this.heldSinceMs = nowMs;
    this.delivery = delivery;
    this.leaseEndsAtMs = delivery.leaseEndsAtMs;
  }

  /** A newer copy of the same message: its receipt counts, and its lease. */
  replaceDelivery(delivery: Delivery<Item>, nowMs: number): void {
    this.delivery = delivery;
    this.heldSinceMs = nowMs;
    this.leaseEndsAtMs = delivery.leaseEndsAtMs;
    this.lost = false;
  }

  exactBytes(): number {
    return this.delivery.exactBytes?.() ?? this.bytes;
  }

  loseLease(): void {
    this.lost = true;
    this.onLost?.();
  }
}

/** Resolves when no extension of these messages is on its way. */
export async function beatsOf(entries: readonly HeldDelivery[]): Promise<void> {
  for (const entry of entries) if (entry.beat !== undefined) await entry.beat;
}

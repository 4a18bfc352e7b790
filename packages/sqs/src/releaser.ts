import type { Clock, Random } from "@millrace/core/connector";

import { BatchSender } from "./batch-sender.ts";
import { byReceipt, type Pending } from "./pending.ts";
import type { PoisonedGroups } from "./poisoned-groups.ts";
import type { QueueClient } from "./queue-client.ts";
import { retryAtMs, type RetryRule } from "./retry-delay.ts";
import type { RoundTrip } from "./round-trip.ts";
import { compareSequenceNumbers } from "./sequence-number.ts";

export interface ReleaserOptions {
  readonly client: QueueClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly roundTrip: RoundTrip;
  readonly retryRule: RetryRule;
  /** Milliseconds that a message can be held in all, from its receive. */
  readonly maximumHoldMs: number;
  /** Present for a FIFO queue. */
  readonly poisonedGroups: PoisonedGroups | undefined;
}

/** A lease that ends within this of the wanted moment is left alone: a request less. */
const closeEnoughMs = 1_000;

/** Hands messages back: at once when they were not tried, after the retry delay when they failed. */
export class Releaser {
  readonly #options: ReleaserOptions;
  readonly #sender: BatchSender;

  constructor(options: ReleaserOptions) {
    const { client, clock } = options;
    this.#options = options;
    this.#sender = new BatchSender({
      ...options,
      call: (batch) => {
        const nowMs = clock.now();
        return client.changeVisibilityBatch(
          batch.map((pending) => ({
            receiptHandle: pending.delivery.receiptHandle,
            visibilityTimeoutSeconds: this.#secondsLeft(pending, nowMs),
          })),
        );
      },
    });
  }

  /** Not tried: visible again at once. */
  release(pending: readonly Pending[]): void {
    for (const batch of byReceipt(pending)) this.#sender.send(inHandBackOrder(batch));
  }

  /** Failed: visible again after the retry delay. */
  retry(pending: readonly Pending[]): void {
    for (const batch of byReceipt(pending)) {
      const fifo = batch[0]?.delivery.receipt.fifo === true;
      const delayed = (fifo ? [batch] : batch.map((one) => [one])).flatMap((group) =>
        this.#delay(group),
      );
      if (delayed.length > 0) this.#sender.send(inHandBackOrder(delayed));
    }
  }

  /** Gives up what is not confirmed. */
  close(): void {
    this.#sender.close();
  }

  /** Sets the moment for messages that come back together. @returns those that need a request for it. */
  #delay(group: readonly Pending[]): readonly Pending[] {
    const { clock, random, retryRule, poisonedGroups } = this.#options;
    const deliveries = group.map(({ delivery }) => delivery);
    const atMs = retryAtMs(deliveries, retryRule, clock.now(), random);
    poisonedGroups?.handedBack(deliveries, atMs);
    const byItself = deliveries.every(
      ({ leasedUntilMs }) => Math.abs(leasedUntilMs - atMs) <= closeEnoughMs,
    );
    for (const pending of group) {
      pending.visibleAtMs = atMs;
      if (byItself) pending.ticket.settle(pending.index, "settled");
    }
    return byItself ? [] : group;
  }

  /** Counted anew for each request, so that a repeated one does not move the moment. */
  #secondsLeft({ delivery, visibleAtMs }: Pending, nowMs: number): number {
    const wanted = Math.ceil(((visibleAtMs ?? nowMs) - nowMs) / 1000);
    // Asking for more than the rest of 12 hours is an error, not a shorter wait.
    const heldMs = nowMs - delivery.receipt.receivedAtMs;
    const longest = Math.floor((this.#options.maximumHoldMs - heldMs) / 1000);
    return Math.max(0, Math.min(wanted, longest));
  }
}

/**
 * The last message of a group first. On AWS the order does not matter, the group is blocked until all
 * of it is visible; a server that makes messages visible one by one must not see a later one first.
 */
function inHandBackOrder(batch: readonly Pending[]): readonly Pending[] {
  if (batch[0]?.delivery.receipt.fifo !== true) return batch;
  return batch.toSorted((left, right) =>
    compareSequenceNumbers(right.delivery.sequenceNumber, left.delivery.sequenceNumber),
  );
}

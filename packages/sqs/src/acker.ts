import type { Clock, Random, Timer } from "@millrace/core/connector";

import { BatchSender } from "./batch-sender.ts";
import { byReceipt, entriesPerRequest, type Pending } from "./pending.ts";
import type { PoisonedGroups } from "./poisoned-groups.ts";
import type { QueueClient } from "./queue-client.ts";
import type { RoundTrip } from "./round-trip.ts";

export interface AckerOptions {
  readonly client: QueueClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly roundTrip: RoundTrip;
  readonly lingerMs: number;
  /** Present for a FIFO queue. */
  readonly poisonedGroups: PoisonedGroups | undefined;
}

/**
 * Deletes messages. Those of a standard queue share requests across batches: one goes out with ten,
 * after the linger, or when a lease is about to end. Those of a FIFO queue go out at once, receive by
 * receive, since their groups are blocked meanwhile.
 */
export class Acker {
  readonly #options: AckerOptions;
  readonly #sender: BatchSender;
  readonly #buffer: Pending[] = [];
  #timer: Timer | undefined;
  #lingerMs: number;
  /** What is in the buffer has waited long enough. */
  #due = false;

  constructor(options: AckerOptions) {
    const { client, lingerMs, poisonedGroups } = options;
    this.#options = options;
    this.#lingerMs = lingerMs;
    this.#sender = new BatchSender({
      ...options,
      call: async (batch) => {
        const results = await client.deleteBatch(batch.map(({ delivery }) => delivery));
        if (poisonedGroups !== undefined) {
          for (const [index, { delivery }] of batch.entries())
            if (results[index]?.type === "done") poisonedGroups.acknowledged(delivery);
        }
        return results;
      },
    });
    this.#sender.onFree = () => this.#pump();
  }

  acknowledge(pending: readonly Pending[]): void {
    const [first] = pending;
    if (first === undefined) return;
    if (first.delivery.receipt.fifo) {
      for (const batch of byReceipt(pending)) this.#sender.send(batch);
      return;
    }
    this.#buffer.push(...pending);
    this.#due ||= this.#lingerMs === 0 || this.#inHurry(pending);
    this.#pump();
    if (this.#buffer.length > 0 && !this.#due) this.#linger();
  }

  /** From now on nothing waits for company. */
  flush(): void {
    this.#lingerMs = 0;
    this.#due = true;
    this.#pump();
  }

  /** Gives up what is not confirmed. */
  close(): void {
    this.#timer?.cancel();
    while (this.#buffer.length > 0) this.#sender.send(this.#buffer.splice(0, entriesPerRequest));
    this.#sender.close();
  }

  /** While all requests are busy the buffer goes on filling: fewer, fuller requests. */
  #pump(): void {
    while (this.#sender.free > 0 && this.#buffer.length >= (this.#due ? 1 : entriesPerRequest))
      this.#sender.send(this.#buffer.splice(0, entriesPerRequest));
    if (this.#buffer.length > 0) return;
    this.#due = false;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #linger(): void {
    this.#timer ??= this.#options.clock.setTimer(this.#lingerMs, () => {
      this.#timer = undefined;
      this.#due = true;
      this.#pump();
    });
  }

  #inHurry(pending: readonly Pending[]): boolean {
    const { clock, roundTrip } = this.#options;
    const untilMs = clock.now() + this.#lingerMs + 4 * roundTrip.ms + pressureMs;
    return pending.some(({ delivery }) => delivery.leasedUntilMs < untilMs);
  }
}

/** A lease that ends this soon allows no linger. */
const pressureMs = 1_000;

import {
  type Backoff,
  backoffMs,
  type Clock,
  type Random,
  type SettleResult,
  type SourceDecision,
  type Timer,
} from "@millrace/core/connector";

import { classify, classifyEntry } from "./classify.ts";
import type { Pending } from "./pending.ts";
import type { EntryResult } from "./queue-client.ts";
import type { RoundTrip } from "./round-trip.ts";

export interface BatchSenderOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly roundTrip: RoundTrip;
  /** The request: one result per entry, in the same order. */
  readonly call: (batch: readonly Pending[]) => Promise<readonly EntryResult[]>;
}

/** Requests at once: enough to keep up with any handler, few enough to leave connections for extensions. */
const maximumCalls = 16;

/** How long to wait before a request that failed as a whole is sent again. */
const callBackoff: Readonly<Record<SourceDecision, Backoff>> = {
  "not-connected": { firstMs: 200, ceilingMs: 5_000 },
  throttled: { firstMs: 1_000, ceilingMs: 10_000 },
  denied: { firstMs: 5_000, ceilingMs: 20_000 },
  missing: { firstMs: 5_000, ceilingMs: 20_000 },
  refused: { firstMs: 1_000, ceilingMs: 10_000 },
};
/** Before an entry that failed on its own is sent again. */
const entryBackoff: Backoff = { firstMs: 100, ceilingMs: 5_000 };

/**
 * Sends batch requests, up to 16 at once, and repeats what they did not confirm until the lease of the
 * message is over. Repeating is safe: settling a message twice changes nothing.
 *
 * ```
 *   waiting ─► in a request ─┬─ done, or lost ─────────────► its ticket
 *      ▲                     └─ not confirmed ─┬─ lease over ─► its ticket: failed
 *      └──────────── backoff ◄─────────────────┘
 * ```
 */
export class BatchSender {
  readonly #options: BatchSenderOptions;
  readonly #waiting: (readonly Pending[])[] = [];
  readonly #resting = new Map<Timer, readonly Pending[]>();
  readonly #inCall = new Set<readonly Pending[]>();
  #closed = false;
  /** Hears that a request may be sent. */
  onFree: () => void = () => {};

  constructor(options: BatchSenderOptions) {
    this.#options = options;
  }

  /** Requests that could start now. */
  get free(): number {
    return Math.max(0, maximumCalls - this.#inCall.size - this.#waiting.length);
  }

  /** Sends 1 to 10 entries in one request, at once or as soon as there is room. */
  send(batch: readonly Pending[]): void {
    this.#waiting.push(batch);
    this.#pump();
  }

  /** Gives up what is not confirmed. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#resting.keys()) timer.cancel();
    const left = [...this.#waiting, ...this.#resting.values(), ...this.#inCall];
    this.#waiting.length = 0;
    this.#resting.clear();
    this.#inCall.clear();
    for (const batch of left) for (const pending of batch) finish(pending, "failed");
  }

  #pump(): void {
    while (this.#inCall.size < maximumCalls) {
      const batch = this.#waiting.shift();
      if (batch === undefined) break;
      this.#inCall.add(batch);
      void this.#request(batch);
    }
  }

  async #request(batch: readonly Pending[]): Promise<void> {
    const { clock, roundTrip, call } = this.#options;
    const sentAtMs = clock.now();
    try {
      const results = await call(batch);
      if (this.#closed) return;
      roundTrip.record(clock.now() - sentAtMs);
      this.#inCall.delete(batch);
      this.#read(batch, results);
    } catch (error) {
      if (this.#closed) return;
      this.#inCall.delete(batch);
      const { decision } = classify(error, "");
      if (decision === "not-connected") for (const pending of batch) pending.unknown = true;
      this.#again(batch, callBackoff[decision]);
    }
    this.#pump();
    if (this.free > 0) this.onFree();
  }

  #read(batch: readonly Pending[], results: readonly EntryResult[]): void {
    const again: Pending[] = [];
    for (const [index, pending] of batch.entries()) {
      const result = results[index] ?? { type: "missing" };
      switch (result.type) {
        case "done":
          finish(pending, "settled");
          break;
        case "missing":
          again.push(pending);
          break;
        case "failed": {
          const decision = classifyEntry(result.code, result.senderFault);
          if (decision === "retry") again.push(pending);
          else if (decision === "refused") finish(pending, "failed");
          // An earlier request without an answer has done it, and so made the handle void.
          else finish(pending, pending.unknown ? "settled" : "lost");
          break;
        }
        default:
          result satisfies never;
      }
    }
    if (again.length > 0) this.#again(again, entryBackoff);
  }

  /** Sends the entries again later, together; those whose lease is over by then have failed. */
  #again(batch: readonly Pending[], backoff: Backoff): void {
    const { clock, random } = this.#options;
    let failures = 0;
    for (const pending of batch) failures = Math.max(failures, (pending.failures += 1));
    const delayMs = backoffMs(backoff, failures, random);
    const atMs = clock.now() + delayMs;
    const alive: Pending[] = [];
    for (const pending of batch) {
      if (pending.delivery.leasedUntilMs > atMs) alive.push(pending);
      else finish(pending, "failed");
    }
    if (alive.length === 0) return;
    const timer = clock.setTimer(delayMs, () => {
      this.#resting.delete(timer);
      this.send(alive);
    });
    this.#resting.set(timer, alive);
  }
}

function finish(pending: Pending, result: SettleResult): void {
  pending.ticket.settle(pending.index, result);
}

import type { Clock, ExtendResult } from "@millrace/core/connector";

import { classifyEntry } from "./classify.ts";
import type { SqsDelivery } from "./delivery.ts";
import { byReceipt } from "./pending.ts";
import type { EntryResult, QueueClient } from "./queue-client.ts";
import type { RoundTrip } from "./round-trip.ts";

export interface ExtenderOptions {
  readonly client: QueueClient;
  readonly clock: Clock;
  readonly roundTrip: RoundTrip;
}

/**
 * Extends leases, ten per request. It does not repeat: what fails is due again at the next beat of the
 * engine's heartbeat, long before its lease ends.
 */
export class Extender {
  readonly #options: ExtenderOptions;

  constructor(options: ExtenderOptions) {
    this.#options = options;
  }

  /** @returns one result per delivery, in the same order. */
  async extend(
    deliveries: readonly SqsDelivery[],
    leaseMs: number,
  ): Promise<readonly ExtendResult[]> {
    const results = deliveries.map((): ExtendResult => "failed");
    const entries = deliveries.map((delivery, index) => ({ delivery, index }));
    await Promise.all(
      byReceipt(entries).map(async (batch) => {
        const answers = await this.#request(
          batch.map(({ delivery }) => delivery),
          leaseMs,
        );
        for (const [position, { index }] of batch.entries())
          results[index] = toExtendResult(answers[position]);
      }),
    );
    return results;
  }

  async #request(
    deliveries: readonly SqsDelivery[],
    leaseMs: number,
  ): Promise<readonly EntryResult[]> {
    const { client, clock, roundTrip } = this.#options;
    const visibilityTimeoutSeconds = Math.round(leaseMs / 1000);
    const sentAtMs = clock.now();
    try {
      const results = await client.changeVisibilityBatch(
        deliveries.map(({ receiptHandle }) => ({ receiptHandle, visibilityTimeoutSeconds })),
      );
      roundTrip.record(clock.now() - sentAtMs);
      for (const [index, delivery] of deliveries.entries())
        if (results[index]?.type === "done") delivery.leasedUntilMs = sentAtMs + leaseMs;
      return results;
    } catch {
      // Whatever it was, the next beat tries again; a queue that stays away is reported by the receives.
      return [];
    }
  }
}

function toExtendResult(answer: EntryResult | undefined): ExtendResult {
  if (answer?.type === "done") return "extended";
  if (answer?.type !== "failed") return "failed";
  return classifyEntry(answer.code, answer.senderFault) === "lost" ? "lost" : "failed";
}

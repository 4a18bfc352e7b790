import { backoffMs, type Random } from "@millrace/core/connector";

import type { SqsDelivery } from "./delivery.ts";
import type { RetryDelay } from "./options.ts";
import { toBackoff } from "./settings.ts";

export interface RetryRule {
  readonly delay: RetryDelay;
  /** The queue's own visibility timeout. */
  readonly queueVisibilityMs: number;
}

/**
 * When messages that failed together are to be handed out again, by the injected clock. One moment for
 * all of them: a FIFO group whose messages became visible one by one could be handed out in another
 * order. The longest wait counts.
 */
export function retryAtMs(
  deliveries: readonly SqsDelivery[],
  rule: RetryRule,
  nowMs: number,
  random: Random,
): number {
  const { delay, queueVisibilityMs } = rule;
  if (delay === "visibility") {
    const received = deliveries.map(({ receipt }) => receipt.receivedAtMs);
    return Math.max(nowMs, Math.max(...received) + queueVisibilityMs);
  }
  if ("seconds" in delay) return nowMs + delay.seconds * 1000;
  const receives = Math.max(...deliveries.map(({ deliveryCount }) => deliveryCount));
  return nowMs + backoffMs(toBackoff(delay), receives, random);
}

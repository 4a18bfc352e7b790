import type { SqsDelivery } from "./delivery.ts";
import type { Ticket } from "./ticket.ts";

/** One settlement on its way. */
export interface Pending {
  readonly delivery: SqsDelivery;
  readonly ticket: Ticket;
  /** Its place in the ticket. */
  readonly index: number;
  /** Requests that did not confirm it. */
  failures: number;
  /** A request got no answer: the queue may have done it. */
  unknown: boolean;
  /** When a message that is handed back is to be visible again, by the injected clock. */
  visibleAtMs?: number;
}

/** What one request can hold. Source: Amazon SQS API Reference, batch actions. */
export const entriesPerRequest = 10;

/** Cuts a list into requests, in order. */
export function chunk<Entry>(entries: readonly Entry[]): Entry[][] {
  const chunks: Entry[][] = [];
  for (let start = 0; start < entries.length; start += entriesPerRequest)
    chunks.push(entries.slice(start, start + entriesPerRequest));
  return chunks;
}

/**
 * Puts together what may share a request. On a FIFO queue the handles of one request must come from
 * one receive: they then live on one partition. Source: Amazon SQS Developer Guide, "Troubleshoot FIFO throttling".
 */
export function byReceipt<Entry extends { readonly delivery: SqsDelivery }>(
  entries: readonly Entry[],
): Entry[][] {
  const groups = Map.groupBy(entries, ({ delivery }) =>
    delivery.receipt.fifo ? delivery.receipt : undefined,
  );
  return [...groups.values()].flatMap(chunk);
}

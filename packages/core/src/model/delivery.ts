/**
 * One message, received once, with what is needed to settle it. Receiving the same message again
 * makes another delivery with the same `id`.
 *
 * @typeParam Item - the message as the handler sees it inside the event.
 */
export interface Delivery<Item = unknown> {
  /** What `batchItemFailures` names: stable over redeliveries, such as an SQS message id. */
  readonly id: string;
  /**
   * What the item adds to the serialised event: its JSON in UTF-8 and one separator. Never too small;
   * too large only when `exactBytes` is there to correct it.
   */
  readonly bytes: number;
  /** Measures it exactly. Called when a batch comes near the payload limit, and not otherwise. */
  exactBytes?(): number;
  /** The unit of order, such as an SQS FIFO message group. Absent: this message has no order. */
  readonly lane?: string;
  /** How often the source handed it out, this time included; from 1. */
  readonly deliveryCount: number;
  /** When the producer sent it, in milliseconds since 1970 by the source's clock; absent when unknown. */
  readonly sentAtMs?: number;
  /** End of the lease by the injected clock's `now()`; from then on somebody else may receive it. */
  readonly leaseEndsAtMs: number;
  /** What the producer put there for tracing. Read only when tracing is on. */
  readonly trace?: TraceCarrier;
  /**
   * The item, built anew on every call: a handler may change what it gets, and a second attempt
   * must not see it.
   */
  toItem(): Item;
}

/** Trace context as it travels with a message. W3C wins over X-Ray. */
export interface TraceCarrier {
  /** Header-like fields for the global propagator, such as `traceparent`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** AWS's trace header: `Root=1-…;Parent=…;Sampled=1`. */
  readonly xRay?: string;
}

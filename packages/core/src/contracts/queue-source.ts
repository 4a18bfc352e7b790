import type { Delivery } from "../model/delivery.ts";

/** What a queue can do, as data. The engine and the conformance suite read it. */
export interface QueueCapabilities {
  /** Messages that one `receive` can return. SQS: 10. */
  readonly maximumReceive: number;
  /** Milliseconds that one receive may wait at the queue for a message. SQS: up to 20,000. */
  readonly waitMs: number;
  /** Bytes that one message can have in the event; bounds what a receive may bring. */
  readonly maximumRecordBytes: number;
  /** Deliveries carry a `lane` and messages of one lane must be handled in order. Default false. */
  readonly ordered: boolean;
  /** Leases can be extended: `extend` is there. Default false. */
  readonly extendable: boolean;
  /** Milliseconds that a lease lasts from a receive or an extension. */
  readonly leaseMs: number;
  /** Milliseconds that one delivery can be held at most, all extensions included. SQS: 12 hours. */
  readonly maximumHoldMs: number;
  /**
   * Bytes of the event around its records, less one separator: with the `bytes` of its deliveries it
   * makes the exact size of the event.
   */
  readonly envelopeBytes: number;
}

/**
 * What to do with one delivery:
 * - `acknowledge`: it is done, remove it from the queue.
 * - `retry`: it failed; the queue hands it out again after the source's retry delay.
 * - `release`: it was not tried; the queue hands it out again at once.
 */
export const settleActions = ["acknowledge", "retry", "release"] as const;
export type SettleAction = (typeof settleActions)[number];

export interface Settlement<Item = unknown> {
  readonly delivery: Delivery<Item>;
  readonly action: SettleAction;
}

/**
 * - `settled`: the queue confirmed it.
 * - `lost`: the lease was over; the queue may hand the message out again. Nothing more can be done.
 * - `failed`: no confirmation within the lease; the message comes back when the lease ends.
 */
export const settleResults = ["settled", "lost", "failed"] as const;
export type SettleResult = (typeof settleResults)[number];

export const extendResults = ["extended", "lost", "failed"] as const;
/** `failed`: unknown or refused for now, worth another try. `lost`: somebody else may own it. */
export type ExtendResult = (typeof extendResults)[number];

export interface ReceiveOptions {
  /** Milliseconds that the queue may hold the request open for a message to arrive. */
  readonly waitMs: number;
  /**
   * Aborted only when a shutdown escalates. A source that cancels a receive may lose sight of
   * messages the queue has already handed out, until their leases end.
   */
  readonly signal: AbortSignal;
}

/**
 * A queue, as a connector offers it to the engine: acknowledge each message.
 *
 * - Who calls: the queue loop of one mapping.
 * - How many at once: `receive` from up to the number of pollers; `settle` and `extend` from any number
 *   of tasks, also while receives wait: they may not share a connection pool with them.
 * - Until when: every promise settles by itself, without the signal, a few seconds after `waitMs` at
 *   the latest; a half-open connection may not hang a poller.
 * - Errors: `receive` throws a `SourceError`. `settle` and `extend` do not throw: their results are
 *   data, and retrying inside the lease is their own affair.
 */
export interface QueueSource<Item = unknown, Event = unknown> {
  readonly capabilities: QueueCapabilities;
  /** Where it reads, for people: the queue's name. Becomes `messaging.destination.name`. */
  readonly destination: string;
  /** ARN of the queue, or the closest thing to it. */
  readonly arn: string;

  /** At most `maximum` deliveries (1 to `maximumReceive`); an empty list when nothing came in time. */
  receive(maximum: number, options: ReceiveOptions): Promise<readonly Delivery<Item>[]>;

  /**
   * Tells the queue. May hold an acknowledgement back for some milliseconds to send it along with
   * others; `flush` ends that.
   * @returns one result per settlement, in the same order.
   */
  settle(settlements: readonly Settlement<Item>[]): Promise<readonly SettleResult[]>;

  /** Makes every lease end `leaseMs` from now. Present when `capabilities.extendable`. */
  extend?(deliveries: readonly Delivery<Item>[], leaseMs: number): Promise<readonly ExtendResult[]>;

  /** From now on nothing is held back: called when a drain begins. */
  flush(): void;

  /** The event of one call, built anew. */
  toEvent(deliveries: readonly Delivery<Item>[]): Event;

  /**
   * Frees connections. Called once, after the last call of the other methods has settled. Only a drain that
   * is out of time does not wait for them: end those that are pending.
   */
  close(): Promise<void>;
}

import {
  type Clock,
  type Delivery,
  type ExtendResult,
  type LaneFailure,
  type QueueCapabilities,
  type QueueOpening,
  type QueueSource,
  type QueueSourceDefinition,
  type ReceiveOptions,
  type Settlement,
  type SettleResult,
  SourceError,
} from "@millrace/core/connector";

import { type FaultPlan, noFaults, type QueueCall, type QueueFault } from "./queue-faults.ts";
import type { ReceivedMessage, SimulatedQueue } from "./simulated-queue.ts";

/** A message as the handler sees it. */
export interface QueueItem {
  readonly messageId: string;
  readonly body: string;
  readonly group?: string;
  readonly receiveCount: number;
}

export interface QueueEvent {
  readonly Records: readonly QueueItem[];
}

export interface SimulatedSourceOptions {
  readonly queue: SimulatedQueue;
  /** Milliseconds that one call takes to the queue and back. Default 0. */
  readonly latencyMs?: number;
  /** Milliseconds that a receive waits for messages. Default 20,000. */
  readonly waitMs?: number;
  /** Milliseconds of a lease. Default: the queue's visibility timeout. */
  readonly leaseMs?: number;
  /** Whether leases are extended while a message is in hand. Default true. */
  readonly extendable?: boolean;
  /** Milliseconds that one delivery can be held at most. Default 12 hours. */
  readonly maximumHoldMs?: number;
  /** Milliseconds until a failed message is visible again. Default: when its lease ends. */
  readonly retryDelayMs?: number;
  readonly laneFailure?: LaneFailure;
  readonly laneRetries?: number;
  readonly faults?: FaultPlan;
}

/** How long a call without an answer takes until it is given up. */
const callDeadlineMs = 5_000;
const recordOverheadBytes = 100;

/** A {@link SimulatedQueue} as the source of a mapping. */
export function simulatedQueueSource(
  options: SimulatedSourceOptions,
): QueueSourceDefinition<QueueItem, QueueEvent> {
  const { queue } = options;
  return {
    kind: "queue",
    connector: "simulated",
    defaultName: "simulated",
    messagingSystem: "millrace.simulated",
    operations: { receive: "receive", acknowledge: "delete", retry: "retry", release: "release" },
    laneFailure: options.laneFailure ?? "lane",
    laneRetries: options.laneRetries ?? 0,
    filterView: {
      data: [{ name: "body", encoding: "text", plainPatterns: "allowed", mismatch: "drop" }],
    },
    checkOptions: ({ windowMs, batchSize }) =>
      queue.ordered && (windowMs > 0 || batchSize > 10)
        ? [
            {
              option: "batchSize",
              value: batchSize,
              problem: "an ordered queue has batches of 10 and no window",
            },
          ]
        : [],
    open: async (opening) => new SimulatedSource(options, opening),
  };
}

class SimulatedDelivery implements Delivery<QueueItem> {
  readonly id: string;
  readonly bytes: number;
  readonly lane?: string;
  readonly deliveryCount: number;
  readonly sentAtMs: number;
  readonly leaseEndsAtMs: number;
  readonly receipt: string;
  readonly receivedAtMs: number;
  readonly #message: ReceivedMessage;

  constructor(message: ReceivedMessage, receivedAtMs: number, leaseMs: number) {
    this.id = message.id;
    this.bytes = message.body.length + recordOverheadBytes;
    if (message.group !== undefined) this.lane = message.group;
    this.deliveryCount = message.receiveCount;
    this.sentAtMs = message.sentAtMs;
    this.leaseEndsAtMs = receivedAtMs + leaseMs;
    this.receipt = message.receipt;
    this.receivedAtMs = receivedAtMs;
    this.#message = message;
  }

  toItem(): QueueItem {
    const { id, body, group, receiveCount } = this.#message;
    return { messageId: id, body, receiveCount, ...(group === undefined ? {} : { group }) };
  }
}

class SimulatedSource implements QueueSource<QueueItem, QueueEvent> {
  readonly capabilities: QueueCapabilities;
  readonly destination = "simulated";
  readonly arn = "arn:millrace:simulated";
  readonly #queue: SimulatedQueue;
  readonly #clock: Clock;
  readonly #latencyMs: number;
  readonly #retryDelayMs: number | undefined;
  readonly #faults: FaultPlan;

  constructor(options: SimulatedSourceOptions, { clock }: QueueOpening) {
    this.#queue = options.queue;
    this.#clock = clock;
    this.#latencyMs = options.latencyMs ?? 0;
    this.#retryDelayMs = options.retryDelayMs;
    this.#faults = options.faults ?? noFaults;
    this.capabilities = {
      maximumReceive: 10,
      waitMs: options.waitMs ?? 20_000,
      maximumRecordBytes: 4_096,
      ordered: options.queue.ordered,
      extendable: options.extendable ?? true,
      leaseMs: options.leaseMs ?? options.queue.visibilityMs,
      maximumHoldMs: options.maximumHoldMs ?? 43_200_000,
      envelopeBytes: '{"Records":[]}'.length - 1,
    };
  }

  async receive(
    maximum: number,
    { waitMs, signal }: ReceiveOptions,
  ): Promise<readonly Delivery<QueueItem>[]> {
    const fault = this.#faults("receive");
    await this.#travel(fault);
    if (fault !== undefined && fault !== "lost-reply") throw refusal(fault);
    const untilMs = this.#clock.now() + waitMs;
    const { leaseMs } = this.capabilities;
    for (;;) {
      // A receive that its caller gave up still takes what comes: the queue does not know.
      const messages = this.#queue.receive(maximum, leaseMs);
      const receivedAtMs = this.#clock.now();
      if (messages.length > 0) {
        if (fault === "lost-reply") throw refusal(fault);
        signal.throwIfAborted();
        return messages.map((message) => new SimulatedDelivery(message, receivedAtMs, leaseMs));
      }
      const leftMs = untilMs - this.#clock.now();
      if (leftMs <= 0) return [];
      await this.#queue.changed(leftMs, signal);
      signal.throwIfAborted();
    }
  }

  async settle(settlements: readonly Settlement<QueueItem>[]): Promise<readonly SettleResult[]> {
    const results: SettleResult[] = [];
    for (const { delivery, action } of settlements) {
      const fault = this.#faults(action);
      if (fault === "lost-request" || fault === "throttled" || fault === "denied")
        results.push("failed");
      else {
        const done = this.#apply(delivery as SimulatedDelivery, action);
        results.push(fault === "lost-reply" ? "failed" : done ? "settled" : "lost");
      }
    }
    await this.#travel(undefined);
    return results;
  }

  async extend(
    deliveries: readonly Delivery<QueueItem>[],
    leaseMs: number,
  ): Promise<readonly ExtendResult[]> {
    await this.#travel(undefined);
    return deliveries.map((delivery) => {
      const fault = this.#faults("extend");
      if (fault !== undefined && fault !== "lost-reply") return "failed";
      const done = this.#queue.changeVisibility((delivery as SimulatedDelivery).receipt, leaseMs);
      return fault === "lost-reply" ? "failed" : done ? "extended" : "lost";
    });
  }

  flush(): void {}

  toEvent(deliveries: readonly Delivery<QueueItem>[]): QueueEvent {
    return { Records: deliveries.map((delivery) => delivery.toItem()) };
  }

  async close(): Promise<void> {}

  #apply(delivery: SimulatedDelivery, action: Exclude<QueueCall, "receive" | "extend">): boolean {
    switch (action) {
      case "acknowledge":
        return this.#queue.delete(delivery.receipt);
      case "release":
        return this.#queue.changeVisibility(delivery.receipt, 0);
      case "retry": {
        const elapsedMs = this.#clock.now() - delivery.receivedAtMs;
        const delayMs = this.#retryDelayMs ?? Math.max(0, this.#queue.visibilityMs - elapsedMs);
        return this.#queue.changeVisibility(delivery.receipt, delayMs);
      }
      default:
        return action satisfies never;
    }
  }

  async #travel(fault: QueueFault | undefined): Promise<void> {
    const takesMs = fault === "lost-request" ? callDeadlineMs : this.#latencyMs;
    await new Promise<void>((resolve) => void this.#clock.setTimer(takesMs, resolve));
  }
}

function refusal(fault: QueueFault): SourceError {
  switch (fault) {
    case "lost-request":
    case "lost-reply":
      return new SourceError("not-connected", "no answer");
    case "throttled":
      return new SourceError("throttled", "slow down");
    case "denied":
      return new SourceError("denied", "not authorized");
    default:
      return fault satisfies never;
  }
}

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
import type { CallListener } from "./service-call.ts";
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
  /** Hears of every call as it is sent, and of what became of it. */
  readonly onCall?: CallListener;
  /**
   * True: a receive that is given up still takes what comes within its wait, out of everybody's sight, as a
   * long poll does whose connection was closed. Default false.
   */
  readonly abandonedReceivesTake?: boolean;
}

/** How long a call without an answer takes until it is given up. */
const callDeadlineMs = 5_000;
/** How much longer a slow call takes. */
const slowMs = 3_000;
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
  readonly #onCall: CallListener;
  readonly #abandonedReceivesTake: boolean;

  constructor(options: SimulatedSourceOptions, { clock }: QueueOpening) {
    this.#queue = options.queue;
    this.#clock = clock;
    this.#latencyMs = options.latencyMs ?? 0;
    this.#retryDelayMs = options.retryDelayMs;
    this.#faults = options.faults ?? noFaults;
    this.#onCall = options.onCall ?? (() => {});
    this.#abandonedReceivesTake = options.abandonedReceivesTake ?? false;
    this.#onCall({ phase: "opened", atMs: clock.now() });
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
    this.#onCall({ phase: "sent", call: "receive", asked: maximum, atMs: this.#clock.now() });
    const messages = await this.#poll(maximum, waitMs, signal);
    this.#onCall({ phase: "received", ids: messages.map(({ id }) => id), atMs: this.#clock.now() });
    return messages;
  }

  async settle(settlements: readonly Settlement<QueueItem>[]): Promise<readonly SettleResult[]> {
    for (const { delivery, action } of settlements) this.#tell(delivery, action);
    const faults = settlements.map(({ action }) => this.#faults(action));
    await this.#travel(faults);
    const results = settlements.map(({ delivery, action }, index): SettleResult => {
      const fault = faults[index];
      if (fault !== undefined && !takesEffect(fault)) return "failed";
      const done = this.#apply(delivery as SimulatedDelivery, action);
      return fault === "lost-reply" ? "failed" : done ? "settled" : "lost";
    });
    await this.#pause(this.#latencyMs / 2);
    return results;
  }

  async extend(
    deliveries: readonly Delivery<QueueItem>[],
    leaseMs: number,
  ): Promise<readonly ExtendResult[]> {
    for (const delivery of deliveries) this.#tell(delivery, "extend");
    const faults = deliveries.map(() => this.#faults("extend"));
    await this.#travel(faults);
    const results = deliveries.map((delivery, index): ExtendResult => {
      const fault = faults[index];
      if (fault !== undefined && !takesEffect(fault)) return "failed";
      const done = this.#queue.changeVisibility((delivery as SimulatedDelivery).receipt, leaseMs);
      return fault === "lost-reply" ? "failed" : done ? "extended" : "lost";
    });
    await this.#pause(this.#latencyMs / 2);
    for (const delivery of deliveries) {
      const { id, receipt } = delivery as SimulatedDelivery;
      this.#onCall({ phase: "extended", id, receipt, atMs: this.#clock.now() });
    }
    return results;
  }

  flush(): void {}

  toEvent(deliveries: readonly Delivery<QueueItem>[]): QueueEvent {
    return { Records: deliveries.map((delivery) => delivery.toItem()) };
  }

  async close(): Promise<void> {
    this.#onCall({ phase: "closed", atMs: this.#clock.now() });
  }

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

  async #poll(
    maximum: number,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<readonly SimulatedDelivery[]> {
    const fault = this.#faults("receive");
    await this.#travel([fault]);
    if (fault === "early-empty") return [];
    if (fault === "half-open") await this.#pause(waitMs);
    if (fault !== undefined && !takesEffect(fault)) throw refusal(fault);
    const { leaseMs } = this.capabilities;
    const messages = await this.#waitFor(maximum, this.#clock.now() + waitMs, signal);
    const takenAtMs = this.#clock.now();
    await this.#pause(this.#latencyMs / 2);
    if (fault === "lost-reply" && messages.length > 0) throw refusal(fault);
    signal.throwIfAborted();
    return messages.map((message) => new SimulatedDelivery(message, takenAtMs, leaseMs));
  }

  /** The queue's side of a receive: it does not know whether somebody still listens. */
  async #waitFor(
    maximum: number,
    untilMs: number,
    signal: AbortSignal,
  ): Promise<readonly ReceivedMessage[]> {
    const { leaseMs } = this.capabilities;
    for (;;) {
      const messages = this.#queue.receive(maximum, leaseMs);
      const leftMs = untilMs - this.#clock.now();
      if (messages.length > 0 || leftMs <= 0) return messages;
      await this.#queue.changed(leftMs, signal);
      if (!signal.aborted) continue;
      if (this.#abandonedReceivesTake) {
        void this.#waitFor(maximum, untilMs, new AbortController().signal);
      }
      throw signal.reason;
    }
  }

  #tell(delivery: Delivery<QueueItem>, call: QueueCall): void {
    const { id, receipt } = delivery as SimulatedDelivery;
    this.#onCall({ phase: "sent", call, id, receipt, atMs: this.#clock.now() });
  }

  /** The way to the queue. A call of several messages takes as long as the slowest of them. */
  #travel(faults: readonly (QueueFault | undefined)[]): Promise<void> {
    if (faults.some((fault) => fault === "lost-request" || fault === "half-open"))
      return this.#pause(callDeadlineMs);
    return this.#pause(this.#latencyMs / 2 + (faults.includes("slow") ? slowMs : 0));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#clock.setTimer(ms, resolve));
  }
}

function takesEffect(fault: QueueFault): boolean {
  return fault === "lost-reply" || fault === "slow" || fault === "early-empty";
}

function refusal(fault: QueueFault): SourceError {
  switch (fault) {
    case "lost-request":
    case "lost-reply":
    case "half-open":
    case "slow":
    case "early-empty":
      return new SourceError("not-connected", "no answer");
    case "throttled":
      return new SourceError("throttled", "slow down");
    case "denied":
      return new SourceError("denied", "not authorized");
    default:
      return fault satisfies never;
  }
}

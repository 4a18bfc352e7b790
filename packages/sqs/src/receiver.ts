import {
  type Clock,
  type ReceiveOptions,
  SourceError,
  type StartupWarning,
} from "@millrace/core/connector";

import type { Attempt, AttemptIds } from "./attempt-ids.ts";
import { hasIntactBody } from "./body-digest.ts";
import { classify } from "./classify.ts";
import { type CompleteMessage, type Receipt, SqsDelivery } from "./delivery.ts";
import type { RecordOrigin } from "./event.ts";
import type { PoisonedGroups } from "./poisoned-groups.ts";
import type { Message, QueueClient, ReceiveRequest } from "./queue-client.ts";
import type { RoundTrip } from "./round-trip.ts";

/** What only a FIFO queue needs. */
export interface FifoReceiving {
  readonly attemptIds: AttemptIds;
  readonly poisonedGroups: PoisonedGroups;
}

export interface ReceiverOptions {
  readonly client: QueueClient;
  readonly clock: Clock;
  readonly roundTrip: RoundTrip;
  readonly queueName: string;
  readonly origin: RecordOrigin;
  readonly leaseMs: number;
  /** The lease asked for with each receive; undefined: the queue's own. */
  readonly visibilityTimeoutSeconds: number | undefined;
  /** Present for a FIFO queue. */
  readonly fifo: FifoReceiving | undefined;
  readonly warn: (warning: StartupWarning) => void;
}

/** Later than its wait and this, an answer has been lying about: the process was paused. */
const lateMs = 1_000;

/** Receives messages and makes deliveries of them. */
export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #warned = new Set<string>();

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /** @throws SourceError */
  async receive(
    maximum: number,
    { waitMs, signal }: ReceiveOptions,
  ): Promise<readonly SqsDelivery[]> {
    const { fifo, clock } = this.#options;
    if (fifo === undefined) return this.#request({ maximum, waitMs }, undefined, signal);
    const again = fifo.attemptIds.again(maximum, clock.now());
    if (again !== undefined) {
      try {
        return await this.#attempt(fifo, again, waitMs, signal);
      } catch (error) {
        // Refused: the id has run out, or one of its messages was settled meanwhile. Ask afresh.
        if (!(error instanceof SourceError) || error.decision !== "refused") throw error;
      }
    }
    const plan = fifo.poisonedGroups.plan({ maximum, waitMs }, clock.now());
    return this.#attempt(fifo, fifo.attemptIds.fresh(plan.maximum), plan.waitMs, signal);
  }

  async #attempt(
    fifo: FifoReceiving,
    attempt: Attempt,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<readonly SqsDelivery[]> {
    try {
      const { id, maximum } = attempt;
      const deliveries = await this.#request({ maximum, waitMs }, id, signal);
      fifo.poisonedGroups.received(deliveries);
      return deliveries;
    } catch (error) {
      if (error instanceof SourceError)
        fifo.attemptIds.fail(attempt, error.decision, this.#options.clock.now());
      throw error;
    }
  }

  async #request(
    { maximum, waitMs }: { readonly maximum: number; readonly waitMs: number },
    attemptId: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly SqsDelivery[]> {
    const { client, clock, queueName, visibilityTimeoutSeconds } = this.#options;
    const request: ReceiveRequest = {
      maximum,
      waitTimeSeconds: Math.floor(waitMs / 1000),
      ...(visibilityTimeoutSeconds === undefined ? {} : { visibilityTimeoutSeconds }),
      ...(attemptId === undefined ? {} : { attemptId }),
    };
    const sentAtMs = clock.now();
    let messages: readonly Message[];
    try {
      messages = await client.receive(request, signal);
    } catch (error) {
      throw classify(error, `ReceiveMessage on ${queueName}`);
    }
    return messages.length === 0 ? [] : this.#deliver(messages, this.#receipt(sentAtMs, waitMs));
  }

  /**
   * The lease began when the queue answered: one way before the answer was here, so a whole round trip
   * is on the safe side. An answer that comes later than it can have been given says nothing about
   * that moment; then the lease counts from the request.
   */
  #receipt(sentAtMs: number, waitMs: number): Receipt {
    const { clock, roundTrip, leaseMs, origin, fifo } = this.#options;
    const arrivedAtMs = clock.now();
    const inTime = arrivedAtMs - sentAtMs <= waitMs + roundTrip.ms + lateMs;
    const startedAtMs = inTime ? Math.max(sentAtMs, arrivedAtMs - roundTrip.ms) : sentAtMs;
    return {
      origin,
      fifo: fifo !== undefined,
      receivedAtMs: startedAtMs,
      leaseEndsAtMs: startedAtMs + leaseMs,
    };
  }

  #deliver(messages: readonly Message[], receipt: Receipt): readonly SqsDelivery[] {
    const deliveries: SqsDelivery[] = [];
    /** Groups with a message that is not delivered: what follows it there must wait for it. */
    const heldGroups = new Set<string>();
    for (const message of messages) {
      if (!isComplete(message)) {
        this.#warnOnce(
          "message-without-handle",
          "a message came without an id or a receipt handle and stays on the queue",
        );
        continue;
      }
      const group = receipt.fifo ? message.Attributes?.["MessageGroupId"] : undefined;
      if (group !== undefined && heldGroups.has(group)) continue;
      if (!hasIntactBody(message)) {
        if (group !== undefined) heldGroups.add(group);
        this.#warnOnce(
          "damaged-body",
          `message ${message.MessageId} came with a body that does not match its MD5; it is not handled and stays on the queue`,
        );
        continue;
      }
      deliveries.push(new SqsDelivery(message, receipt));
    }
    return deliveries;
  }

  #warnOnce(code: string, message: string): void {
    if (this.#warned.has(code)) return;
    this.#warned.add(code);
    this.#options.warn({ code, message: `${this.#options.queueName}: ${message}` });
  }
}

function isComplete(message: Message): message is CompleteMessage {
  return message.MessageId !== undefined && message.ReceiptHandle !== undefined;
}

import type {
  Clock,
  Delivery,
  ExtendResult,
  QueueCapabilities,
  QueueSource,
  Random,
  ReceiveOptions,
  Settlement,
  SettleResult,
  StartupWarning,
} from "@millrace/core/connector";
import type { SQSEvent, SQSRecord } from "aws-lambda";

import { Acker } from "./acker.ts";
import { AttemptIds } from "./attempt-ids.ts";
import { SqsDelivery } from "./delivery.ts";
import type { RecordOrigin } from "./event.ts";
import { Extender } from "./extender.ts";
import type { Pending } from "./pending.ts";
import { PoisonedGroups } from "./poisoned-groups.ts";
import type { QueueClient } from "./queue-client.ts";
import { Receiver } from "./receiver.ts";
import { Releaser } from "./releaser.ts";
import type { RetryRule } from "./retry-delay.ts";
import { RoundTrip } from "./round-trip.ts";
import { Ticket } from "./ticket.ts";

export interface SqsSourceOptions {
  readonly client: QueueClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly capabilities: QueueCapabilities;
  readonly queueName: string;
  readonly origin: RecordOrigin;
  readonly retryRule: RetryRule;
  readonly deleteLingerMs: number;
  /** What a request took at start: the first guess at the round trip. */
  readonly roundTripMs: number;
  readonly warn: (warning: StartupWarning) => void;
}

/** An SQS queue, open: one object per role, connected. */
export class SqsSource implements QueueSource<SQSRecord, SQSEvent> {
  readonly capabilities: QueueCapabilities;
  readonly destination: string;
  readonly arn: string;
  readonly #client: QueueClient;
  readonly #receiver: Receiver;
  readonly #acker: Acker;
  readonly #releaser: Releaser;
  readonly #extender: Extender;

  constructor(options: SqsSourceOptions) {
    const { client, clock, random, capabilities, queueName, origin, warn } = options;
    this.capabilities = capabilities;
    this.destination = queueName;
    this.arn = origin.eventSourceArn;
    this.#client = client;
    const { leaseMs, maximumHoldMs, ordered, extendable } = capabilities;
    const roundTrip = new RoundTrip(options.roundTripMs);
    const poisonedGroups = ordered ? new PoisonedGroups() : undefined;
    this.#receiver = new Receiver({
      client,
      clock,
      roundTrip,
      queueName,
      origin,
      leaseMs,
      visibilityTimeoutSeconds: extendable ? leaseMs / 1000 : undefined,
      fifo:
        poisonedGroups === undefined
          ? undefined
          : { attemptIds: new AttemptIds(random), poisonedGroups },
      warn,
    });
    this.#acker = new Acker({
      client,
      clock,
      random,
      roundTrip,
      lingerMs: options.deleteLingerMs,
      poisonedGroups,
    });
    const { retryRule } = options;
    this.#releaser = new Releaser({
      client,
      clock,
      random,
      roundTrip,
      retryRule,
      maximumHoldMs,
      poisonedGroups,
    });
    this.#extender = new Extender({ client, clock, roundTrip });
  }

  receive(maximum: number, options: ReceiveOptions): Promise<readonly SqsDelivery[]> {
    return this.#receiver.receive(maximum, options);
  }

  settle(settlements: readonly Settlement<SQSRecord>[]): Promise<readonly SettleResult[]> {
    const ticket = new Ticket(settlements.length);
    const pending = { acknowledge: [], retry: [], release: [] } satisfies Record<string, Pending[]>;
    for (const [index, { delivery, action }] of settlements.entries()) {
      const one: Pending = {
        delivery: own(delivery),
        ticket,
        index,
        failures: 0,
        unknown: false,
      };
      (pending[action] as Pending[]).push(one);
    }
    this.#acker.acknowledge(pending.acknowledge);
    this.#releaser.retry(pending.retry);
    this.#releaser.release(pending.release);
    return ticket.done;
  }

  extend(
    deliveries: readonly Delivery<SQSRecord>[],
    leaseMs: number,
  ): Promise<readonly ExtendResult[]> {
    return this.#extender.extend(deliveries.map(own), leaseMs);
  }

  flush(): void {
    this.#acker.flush();
  }

  toEvent(deliveries: readonly Delivery<SQSRecord>[]): SQSEvent {
    return { Records: deliveries.map((delivery) => delivery.toItem()) };
  }

  close(): Promise<void> {
    this.#acker.close();
    this.#releaser.close();
    this.#client.close();
    return Promise.resolve();
  }
}

/** Whoever settles passes back what `receive` returned. */
function own(delivery: Delivery<SQSRecord>): SqsDelivery {
  if (delivery instanceof SqsDelivery) return delivery;
  throw new TypeError(`delivery ${delivery.id} does not come from this queue`);
}

import type { ConfigurationIssue } from "../src/base/configuration-error.ts";
import type { Clock } from "../src/base/clock.ts";
import type { QueueOpening, QueueSourceDefinition } from "../src/contracts/connector.ts";
import type {
  ExtendResult,
  QueueCapabilities,
  QueueSource,
  Settlement,
  SettleResult,
} from "../src/contracts/queue-source.ts";
import type { Delivery } from "../src/model/delivery.ts";

export interface ScriptedMessage {
  readonly id: string;
  readonly lane?: string;
  readonly trace?: NonNullable<Delivery["trace"]>;
  /** Default 1. */
  readonly deliveryCount?: number;
}

export interface ScriptedEvent {
  readonly Records: readonly { readonly messageId: string }[];
}

type Receive = (
  maximum: number,
  signal: AbortSignal,
) => Promise<readonly Delivery<ScriptedMessage>[]>;

/** A queue whose every answer a test decides. Without a script, what was sent is handed out once. */
export class ScriptedQueue {
  readonly calls: string[] = [];
  readonly capabilities: QueueCapabilities;
  opened = 0;
  onOpen: (opening: QueueOpening) => void | Promise<void> = () => {};
  onReceive: Receive | undefined;
  onSettle: (settlement: Settlement<ScriptedMessage>) => SettleResult = () => "settled";
  onExtend: (id: string) => Promise<ExtendResult> = () => Promise.resolve("extended");
  onCheck: () => readonly ConfigurationIssue[] = () => [];
  readonly #waiting: ScriptedMessage[] = [];
  #wake: (() => void) | undefined;
  #clock: Clock | undefined;

  constructor(capabilities: Partial<QueueCapabilities> = {}) {
    this.capabilities = {
      maximumReceive: 10,
      waitMs: 20_000,
      maximumRecordBytes: 1024,
      ordered: false,
      extendable: true,
      leaseMs: 30_000,
      maximumHoldMs: 43_200_000,
      envelopeBytes: 13,
      ...capabilities,
    };
  }

  send(...messages: readonly (string | ScriptedMessage)[]): void {
    this.#waiting.push(
      ...messages.map((message) => (typeof message === "string" ? { id: message } : message)),
    );
    this.#wake?.();
  }

  deliver(message: ScriptedMessage): Delivery<ScriptedMessage> {
    return {
      deliveryCount: 1,
      ...message,
      bytes: 100,
      leaseEndsAtMs: (this.#clock?.now() ?? 0) + this.capabilities.leaseMs,
      toItem: () => ({ ...message }),
    };
  }

  get definition(): QueueSourceDefinition<ScriptedMessage, ScriptedEvent> {
    return {
      kind: "queue",
      connector: "scripted",
      defaultName: "orders",
      messagingSystem: "scripted.queue",
      operations: {
        receive: "receive",
        acknowledge: "delete",
        retry: "change_visibility",
        release: "change_visibility",
      },
      laneFailure: "lane",
      laneRetries: 0,
      filterView: {},
      checkOptions: () => this.onCheck(),
      open: async (opening) => {
        this.opened += 1;
        this.#clock = opening.clock;
        await this.onOpen(opening);
        return this.#source();
      },
    };
  }

  #source(): QueueSource<ScriptedMessage, ScriptedEvent> {
    return {
      capabilities: this.capabilities,
      destination: "orders",
      arn: "arn:scripted:orders",
      receive: (maximum, { waitMs, signal }) => this.#receive(maximum, waitMs, signal),
      settle: async (settlements) => {
        for (const action of new Set(settlements.map((one) => one.action))) {
          const ids = settlements
            .filter((one) => one.action === action)
            .map((one) => one.delivery.id);
          this.calls.push(`${action} ${ids.join(" ")}`);
        }
        return settlements.map((settlement) => this.onSettle(settlement));
      },
      extend: async (deliveries) => {
        this.calls.push(`extend ${deliveries.map((delivery) => delivery.id).join(" ")}`);
        return Promise.all(deliveries.map((delivery) => this.onExtend(delivery.id)));
      },
      flush: () => void this.calls.push("flush"),
      toEvent: (deliveries) => ({
        Records: deliveries.map((delivery) => ({ messageId: delivery.id })),
      }),
      close: async () => void this.calls.push("close"),
    };
  }

  async #receive(
    maximum: number,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<readonly Delivery<ScriptedMessage>[]> {
    if (this.onReceive !== undefined) return this.onReceive(maximum, signal);
    if (this.#waiting.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = this.#clock?.setTimer(waitMs, resolve);
        this.#wake = () => {
          timer?.cancel();
          resolve();
        };
        signal.addEventListener("abort", () => this.#wake?.(), { once: true });
      });
    }
    return this.#waiting.splice(0, maximum).map((message) => this.deliver(message));
  }
}

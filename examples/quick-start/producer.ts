import { setTimeout as sleep } from "node:timers/promises";

import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";

const pauseMs = 400;
/** Every so many orders, one asks for something that cannot be delivered. */
const poisonEvery = 25;
const firstPoison = 4;
const skus = ["green-tea", "oolong", "matcha", "teapot", "strainer"];

/** A shop that sells tea: sends some orders now and then. */
export class Producer {
  readonly #client: SQSClient;
  readonly #queueUrl: string;
  readonly #names = new Map<string, string>();
  #count = 0;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  /** The order that a message carries, for people; the message's id when somebody else sent it. */
  nameOf(messageId: string): string {
    return this.#names.get(messageId) ?? messageId;
  }

  /** Sends until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#send();
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
  }

  async #send(): Promise<void> {
    const orders = Array.from({ length: 1 + (this.#count % 3) }, () => this.#nextOrder());
    const { Successful = [] } = await this.#client.send(
      new SendMessageBatchCommand({
        QueueUrl: this.#queueUrl,
        Entries: orders.map((order) => ({ Id: order.id, MessageBody: JSON.stringify(order) })),
      }),
    );
    for (const { Id, MessageId } of Successful) {
      if (Id !== undefined && MessageId !== undefined) this.#names.set(MessageId, Id);
    }
  }

  #nextOrder(): { readonly id: string; readonly items: readonly object[] } {
    this.#count += 1;
    const number = this.#count;
    const poisoned = number % poisonEvery === firstPoison;
    const sku = skus[number % skus.length];
    return { id: `order-${number}`, items: [{ sku, quantity: poisoned ? -1 : 1 + (number % 3) }] };
  }
}

import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { ENGINE_CREDENTIALS } from "@millrace/engines";
import type { SqsServer } from "@millrace/engines/vitest";
import { onTestFinished } from "vitest";

export interface Outgoing {
  readonly body: string;
  readonly group?: string;
  readonly attributes?: Readonly<Record<string, MessageAttributeValue>>;
  readonly traceHeader?: string;
}

export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
}

/** A queue of one test on a shared server, seen from outside the connector. */
export class TestQueue {
  readonly url: string;
  readonly name: string;
  readonly server: SqsServer;
  readonly #client: SQSClient;

  private constructor(server: SqsServer, client: SQSClient, url: string, name: string) {
    this.server = server;
    this.#client = client;
    this.url = url;
    this.name = name;
  }

  /** Creates it; it is deleted when the test ends, unless the caller does it. */
  static async create(
    server: SqsServer,
    options: {
      readonly fifo?: boolean;
      readonly attributes?: Readonly<Record<string, string>>;
      readonly removedBy?: "caller";
    } = {},
  ): Promise<TestQueue> {
    const { endpoint, region } = server;
    const client = new SQSClient({ endpoint, region, credentials: ENGINE_CREDENTIALS });
    const name = `sqs-${crypto.randomUUID()}${options.fifo === true ? ".fifo" : ""}`;
    const { QueueUrl = "" } = await client.send(
      new CreateQueueCommand({
        QueueName: name,
        Attributes: {
          ...(options.fifo === true
            ? { FifoQueue: "true", ContentBasedDeduplication: "true" }
            : {}),
          ...options.attributes,
        },
      }),
    );
    const queue = new TestQueue(server, client, QueueUrl, name);
    if (options.removedBy === undefined) onTestFinished(() => queue.remove());
    return queue;
  }

  async remove(): Promise<void> {
    await this.#client.send(new DeleteQueueCommand({ QueueUrl: this.url }));
    this.#client.destroy();
  }

  get arn(): string {
    return `arn:aws:sqs:${this.server.region}:${this.server.accountId}:${this.name}`;
  }

  /** @returns the ids of the messages, in order. */
  async send(...messages: readonly (string | Outgoing)[]): Promise<string[]> {
    const ids: string[] = [];
    for (let start = 0; start < messages.length; start += 10) {
      const entries = messages
        .slice(start, start + 10)
        .map((message) => (typeof message === "string" ? { body: message } : message));
      const { Successful = [] } = await this.#client.send(
        new SendMessageBatchCommand({
          QueueUrl: this.url,
          Entries: entries.map(({ body, group, attributes, traceHeader }, index) => ({
            Id: String(index),
            MessageBody: body,
            ...(group === undefined ? {} : { MessageGroupId: group }),
            ...(attributes === undefined ? {} : { MessageAttributes: attributes }),
            ...(traceHeader === undefined
              ? {}
              : {
                  MessageSystemAttributes: {
                    AWSTraceHeader: { DataType: "String", StringValue: traceHeader },
                  },
                }),
          })),
        }),
      );
      ids.push(...Successful.map(({ MessageId = "" }) => MessageId));
    }
    return ids;
  }

  async counts(): Promise<QueueCounts> {
    const { Attributes = {} } = await this.#client.send(
      new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: ["All"] }),
    );
    return {
      visible: Number(Attributes["ApproximateNumberOfMessages"]),
      inFlight: Number(Attributes["ApproximateNumberOfMessagesNotVisible"]),
    };
  }

  /** Bodies of what becomes visible within the wait: at least `count` of them, or fewer when it is over. */
  async receive(count: number, waitSeconds = 10): Promise<string[]> {
    const bodies: string[] = [];
    const untilMs = performance.now() + waitSeconds * 1000;
    while (bodies.length < count && performance.now() < untilMs) {
      const { Messages = [] } = await this.#client.send(
        new ReceiveMessageCommand({
          QueueUrl: this.url,
          MaxNumberOfMessages: 10,
          // Short: a message that arrives by redrive does not wake a waiting poll everywhere.
          WaitTimeSeconds: 1,
        }),
      );
      bodies.push(...Messages.map(({ Body = "" }) => Body));
    }
    return bodies;
  }
}

/** A redrive policy that moves messages there. */
export function redriveTo(deadLetters: TestQueue, maxReceiveCount: number): Record<string, string> {
  return {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount }),
  };
}

import { randomUUID } from "node:crypto";

import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { ENGINE_CREDENTIALS } from "@millrace/engines";
import { onTestFinished } from "vitest";

/** A queue of a test's own. */
export class TestQueue {
  readonly url: string;
  readonly endpoint: string;
  readonly #client: SQSClient;

  constructor(url: string, endpoint: string, client: SQSClient) {
    this.url = url;
    this.endpoint = endpoint;
    this.#client = client;
  }

  async send(bodies: readonly string[]): Promise<void> {
    for (let start = 0; start < bodies.length; start += 10) {
      await this.#client.send(
        new SendMessageBatchCommand({
          QueueUrl: this.url,
          Entries: bodies
            .slice(start, start + 10)
            .map((MessageBody, index) => ({ Id: `m${index}`, MessageBody })),
        }),
      );
    }
  }

  get name(): string {
    return this.url.slice(this.url.lastIndexOf("/") + 1);
  }

  /** Messages that wait, are in flight, or both. */
  async count(): Promise<{ readonly waiting: number; readonly inFlight: number }> {
    const { Attributes } = await this.#client.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.url,
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      }),
    );
    return {
      waiting: Number(Attributes?.["ApproximateNumberOfMessages"]),
      inFlight: Number(Attributes?.["ApproximateNumberOfMessagesNotVisible"]),
    };
  }

  /** A configuration of one mapping on this queue. */
  yaml(more = "", rest = "http: false"): string {
    return [
      "mappings:",
      "  orders:",
      `    source: { sqs: { queueUrl: "${this.url}", endpoint: "${this.endpoint}", region: us-east-1, waitTimeSeconds: 1, visibilityTimeoutSeconds: 5 } }`,
      "    handler: ./handler.handler",
      ...(more === "" ? [] : [`    ${more}`]),
      rest,
      "",
    ].join("\n");
  }
}

export async function createTestQueue(
  { endpoint, region }: { readonly endpoint: string; readonly region: string },
  visibilitySeconds = 2,
  name = `worker-${randomUUID()}`,
): Promise<TestQueue> {
  const client = new SQSClient({ endpoint, region, credentials: ENGINE_CREDENTIALS });
  onTestFinished(() => client.destroy());
  const { QueueUrl = "" } = await client.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: { VisibilityTimeout: String(visibilitySeconds) },
    }),
  );
  return new TestQueue(QueueUrl, endpoint, client);
}

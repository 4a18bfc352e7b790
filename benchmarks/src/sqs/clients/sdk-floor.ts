import { hash } from "node:crypto";
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClientConfig,
} from "@aws-sdk/client-sqs";
import { createBatchHandler } from "../client/batch-handler.ts";
import { runClient } from "../client/run-client.ts";
import { createSdkClient } from "../client/sdk-client.ts";

/**
 * The calls that Millrace makes, with its SDK settings and its MD5 check per message, and nothing around them: what the
 * SDK alone costs. It is no consumer: it has no limits, leases, retries or shutdown worth the name.
 */
await runClient(async ({ queueUrl, parallel, handlerMs }, gauge) => {
  const settings: SQSClientConfig = { maxAttempts: 1, md5: false, cacheMiddleware: true };
  const receiving = createSdkClient(queueUrl, settings);
  const acknowledging = createSdkClient(queueUrl, settings);
  const handle = createBatchHandler(gauge, handlerMs);
  const deletes = new Set<Promise<void>>();
  let handled: Message[] = [];
  let stopping = false;

  const loops = Array.from({ length: parallel }, async () => {
    while (!stopping) {
      const { Messages = [] } = await receiving.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 20,
          VisibilityTimeout: 45,
          MessageSystemAttributeNames: ["All"],
          MessageAttributeNames: ["All"],
        }),
      );
      for (const { Body = "", MD5OfBody } of Messages) {
        if (hash("md5", Body) !== MD5OfBody)
          gauge.failed(new Error("a body does not match its MD5"));
      }
      await handle(Messages.map(({ Body = "" }) => Body));
      handled.push(...Messages);
      if (handled.length >= 10) startDelete();
      if (deletes.size > parallel) await Promise.race(deletes);
    }
  });

  function startDelete(): void {
    const batch = handled.slice(0, 10);
    handled = handled.slice(10);
    const deleted: Promise<void> = deleteAll(batch)
      .catch((error: unknown) => gauge.failed(error))
      .finally(() => deletes.delete(deleted));
    deletes.add(deleted);
  }

  async function deleteAll(messages: readonly Message[]): Promise<void> {
    const { Failed = [] } = await acknowledging.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
    for (const { Code, Message } of Failed) gauge.failed(new Error(`${Code}: ${Message}`));
  }

  return async () => {
    stopping = true;
    await Promise.all(loops);
    while (handled.length > 0) startDelete();
    await Promise.all(deletes);
    receiving.destroy();
    acknowledging.destroy();
  };
});

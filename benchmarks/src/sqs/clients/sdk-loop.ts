import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type Message,
} from "@aws-sdk/client-sqs";
import { createBatchHandler } from "../client/batch-handler.ts";
import { runClient } from "../client/run-client.ts";
import { createSdkClient } from "../client/sdk-client.ts";

/** What one writes by hand on the SDK: receive ten, handle them, delete them, again; several loops side by side. */
await runClient(async ({ queueUrl, parallel, handlerMs }, gauge) => {
  const sqs = createSdkClient(queueUrl);
  const handle = createBatchHandler(gauge, handlerMs);
  let stopping = false;

  const loops = Array.from({ length: parallel }, async () => {
    while (!stopping) {
      try {
        const messages = await receive();
        if (messages.length === 0) continue;
        await handle(messages.map(({ Body = "" }) => Body));
        await deleteAll(messages);
      } catch (error) {
        gauge.failed(error);
      }
    }
  });

  async function receive(): Promise<readonly Message[]> {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 20,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      }),
    );
    return Messages;
  }

  async function deleteAll(messages: readonly Message[]): Promise<void> {
    const { Failed = [] } = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle })),
      }),
    );
    for (const { Code, Message } of Failed) gauge.failed(new Error(`${Code}: ${Message}`));
  }

  return async () => {
    stopping = true;
    await Promise.all(loops);
    sqs.destroy();
  };
});

import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import { ENGINE_CREDENTIALS } from "../src/index.ts";

interface Server {
  readonly endpoint: string;
  readonly region: string;
}

/** Sends a message to a new queue and gives back the bodies that a receive returns. */
export async function sendAndReceive(server: Server, body: string): Promise<string[]> {
  const client = new SQSClient({
    endpoint: server.endpoint,
    region: server.region,
    credentials: ENGINE_CREDENTIALS,
  });
  onTestFinished(() => client.destroy());
  const QueueName = `engines-${crypto.randomUUID()}`;
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }),
  );
  return Messages.map((message) => message.Body ?? "");
}

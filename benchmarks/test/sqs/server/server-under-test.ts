import {
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type Message,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import { createSdkClient } from "../../../src/sqs/client/sdk-client.ts";
import { ServerControl } from "../../../src/sqs/client/server-control.ts";
import { startBenchServer, type BenchServerOptions } from "../../../src/sqs/server/bench-server.ts";

/** A server with the real SDK's client on it; both end with the test. */
export interface ServerUnderTest {
  readonly queueUrl: string;
  readonly sqs: SQSClient;
  readonly control: ServerControl;
  readonly send: (...bodies: readonly string[]) => Promise<void>;
  readonly receive: (
    waitSeconds?: number,
    visibilitySeconds?: number,
  ) => Promise<readonly Message[]>;
}

export async function startServerUnderTest(options?: BenchServerOptions): Promise<ServerUnderTest> {
  const server = await startBenchServer(options);
  const { queueUrl } = server;
  const sqs = createSdkClient(queueUrl);
  onTestFinished(async () => {
    sqs.destroy();
    await server.close();
  });
  return {
    queueUrl,
    sqs,
    control: new ServerControl(queueUrl),
    send: async (...bodies) => {
      const entries = bodies.map((body, index) => ({ Id: String(index), MessageBody: body }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    },
    receive: async (waitSeconds = 0, visibilitySeconds) => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: waitSeconds,
          MessageSystemAttributeNames: ["All"],
          ...(visibilitySeconds === undefined ? {} : { VisibilityTimeout: visibilitySeconds }),
        }),
      );
      return Messages;
    },
  };
}

export function handleOf(message: Message | undefined): string {
  if (message?.ReceiptHandle === undefined) throw new Error("no message was received");
  return message.ReceiptHandle;
}

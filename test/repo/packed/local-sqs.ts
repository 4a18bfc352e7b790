import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { buildApp } from "fauxqs";

/** An SQS server in this process, on loopback. */
export interface LocalSqs {
  /** What a program needs to find a new queue that holds one message. */
  queueWith(body: string): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const region = "us-east-1";

export async function startLocalSqs(): Promise<LocalSqs> {
  const app = await buildApp({ logger: false, defaultRegion: region });
  const endpoint = await app.listen({ port: 0, host: "127.0.0.1" });
  const client = new SQSClient({ endpoint, region, credentials });
  let queues = 0;
  return {
    async queueWith(body) {
      queues += 1;
      const QueueName = `packed-${queues}`;
      const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName }));
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
      return {
        QUEUE_URL: QueueUrl!,
        SQS_ENDPOINT: endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      };
    },
    async stop() {
      client.destroy();
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { ENGINE_CREDENTIALS } from "@millrace/engines";

export interface Server {
  readonly endpoint: string;
  readonly region: string;
}

export interface Queues {
  readonly queueUrl: string;
  readonly deadLetterUrl: string;
}

/** Receives after which the queue moves a message to its dead-letter queue. */
export const maximumReceives = 3;
/** Short, so that a retry can be watched. */
const visibilitySeconds = 2;
/** A message's age counts from its first sending, so its last queue has to keep it longest. */
const longestRetentionSeconds = "1209600";

export function createClient({ endpoint, region }: Server): SQSClient {
  return new SQSClient({ endpoint, region, credentials: ENGINE_CREDENTIALS });
}

/** A queue and its dead-letter queue. With a name that ends in `.fifo`, both are FIFO queues. */
export async function createQueues(client: SQSClient, name: string): Promise<Queues> {
  const fifo: Record<string, string> = name.endsWith(".fifo")
    ? { FifoQueue: "true", ContentBasedDeduplication: "true" }
    : {};
  const deadLetterName = name.replace(/(\.fifo)?$/, "-dead$1");
  await client.send(
    new CreateQueueCommand({
      QueueName: deadLetterName,
      Attributes: { ...fifo, MessageRetentionPeriod: longestRetentionSeconds },
    }),
  );
  const deadLetterUrl = await findUrl(client, deadLetterName);
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLetterUrl, AttributeNames: ["QueueArn"] }),
  );
  await client.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: {
        ...fifo,
        VisibilityTimeout: String(visibilitySeconds),
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: Attributes?.["QueueArn"],
          maxReceiveCount: maximumReceives,
        }),
      },
    }),
  );
  return { queueUrl: await findUrl(client, name), deadLetterUrl };
}

async function findUrl(client: SQSClient, name: string): Promise<string> {
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
  return QueueUrl ?? "";
}

export async function countMessages(client: SQSClient, queueUrl: string): Promise<number> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ["ApproximateNumberOfMessages"],
    }),
  );
  return Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0);
}

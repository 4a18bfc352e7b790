import { setTimeout as sleep } from "node:timers/promises";

import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { createMapping, eachRecord } from "@millrace/core";
import { embedFauxqs, ENGINE_CREDENTIALS } from "@millrace/engines";
import { sqs } from "@millrace/sqs";
import type { SQSRecord } from "aws-lambda";

import { readOrder } from "../orders/handlers/order.ts";
import { countMessages, createClient, createQueues } from "../quick-start/create-queues.ts";

/**
 * The order service as library code: a function of one record, from which `eachRecord` makes a handler
 * that reports its own failures. Order 4 cannot be delivered, and ends in the dead-letter queue.
 */
const server = await embedFauxqs();
const client = createClient(server);
const { queueUrl, deadLetterUrl } = await createQueues(client, "orders");

const delivered: string[] = [];
const orders = createMapping({
  source: sqs({
    queueUrl,
    endpoint: server.endpoint,
    region: server.region,
    credentials: ENGINE_CREDENTIALS,
    waitTimeSeconds: 1,
    retryDelay: { seconds: 0 },
  }),
  handler: eachRecord(
    async ({ body }: SQSRecord) => {
      const order = readOrder(body);
      await sleep(20);
      delivered.push(order.id);
    },
    { concurrency: 5 },
  ),
  functionResponseTypes: ["ReportBatchItemFailures"],
  timeout: 2,
});
orders.on("invoked", ({ ids, failedIds }) => {
  console.log(`${ids.length} orders, ${failedIds.length} of them failed`);
});
await orders.start();

await client.send(
  new SendMessageBatchCommand({
    QueueUrl: queueUrl,
    Entries: Array.from({ length: 10 }, (_, index) => ({
      Id: `order-${index + 1}`,
      MessageBody: JSON.stringify({
        id: `order-${index + 1}`,
        items: [{ sku: "oolong", quantity: index === 3 ? -1 : 1 }],
      }),
    })),
  }),
);

while (delivered.length < 9 || (await countMessages(client, deadLetterUrl)) < 1) await sleep(100);

const report = await orders.close();
console.log(`delivered: ${delivered.toSorted().join(", ")}`);
console.log(`dead-lettered: ${await countMessages(client, deadLetterUrl)}`);
console.log(`abandoned: ${report.abandoned}`);
client.destroy();
await server.stop();

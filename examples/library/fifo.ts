import { setTimeout as sleep } from "node:timers/promises";

import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { createMapping, eachRecord } from "@millrace/core";
import { embedFauxqs, ENGINE_CREDENTIALS } from "@millrace/engines";
import { sqs } from "@millrace/sqs";
import type { SQSRecord } from "aws-lambda";

import { createClient, createQueues } from "../quick-start/create-queues.ts";

/**
 * A FIFO queue: the steps of one order are handled in their order, those of different orders side by
 * side. The step "pay" of order b fails once; its later steps wait for it.
 */
const server = await embedFauxqs();
const client = createClient(server);
const { queueUrl } = await createQueues(client, "steps.fifo");

const steps = ["place", "pay", "ship"];
const done = new Map<string, string[]>();
let refused = false;

const mapping = createMapping({
  source: sqs({
    queueUrl,
    endpoint: server.endpoint,
    region: server.region,
    credentials: ENGINE_CREDENTIALS,
    waitTimeSeconds: 1,
    retryDelay: { seconds: 0 },
  }),
  handler: eachRecord(async ({ body, attributes }: SQSRecord) => {
    const order = attributes.MessageGroupId ?? "";
    if (order === "b" && body === "pay" && !refused) {
      refused = true;
      throw new Error("the card was refused");
    }
    await sleep(20);
    done.set(order, [...(done.get(order) ?? []), body]);
  }),
  functionResponseTypes: ["ReportBatchItemFailures"],
  timeout: 2,
});
await mapping.start();

for (const step of steps) {
  for (const order of ["a", "b", "c"]) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: step,
        MessageGroupId: order,
        MessageDeduplicationId: `${order}-${step}`,
      }),
    );
  }
}

const count = (): number => [...done.values()].flat().length;
while (count() < 3 * steps.length) await sleep(100);

await mapping.close();
for (const order of [...done.keys()].toSorted())
  console.log(`${order}: ${done.get(order)?.join(", ")}`);
client.destroy();
await server.stop();

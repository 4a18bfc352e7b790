import { createMapping, eachRecord } from "@millrace/core";
import { sqs } from "@millrace/sqs";

// Handles one message of the queue QUEUE_URL at SQS_ENDPOINT, and ends.
const done = new AbortController();
const orders = createMapping({
  source: sqs({
    queueUrl: process.env.QUEUE_URL,
    endpoint: process.env.SQS_ENDPOINT,
    waitTimeSeconds: 1,
  }),
  functionResponseTypes: ["ReportBatchItemFailures"],
  handler: eachRecord((record) => {
    process.stdout.write(`handled ${record.body}\n`);
    done.abort();
  }),
});
const report = await orders.run({ signal: done.signal });
process.stdout.write(`finished ${report.finished}, abandoned ${report.abandoned}\n`);

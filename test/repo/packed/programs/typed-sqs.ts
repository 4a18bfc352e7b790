import { createMapping, type DrainReport, eachRecord } from "@millrace/core";
import { sqs } from "@millrace/sqs";
import type { SQSHandler, SQSRecord } from "aws-lambda";

// The same as plain-sqs.mjs, with a handler that has the types of Lambda, and one that gets its from the source.
const done = new AbortController();
const handler: SQSHandler = async (event, context) => {
  if (context.getRemainingTimeInMillis() <= 0) throw new Error("no time");
  for (const record of event.Records) process.stdout.write(`handled ${record.body}\n`);
  done.abort();
  return { batchItemFailures: [] };
};
const source = sqs({
  queueUrl: process.env["QUEUE_URL"],
  endpoint: process.env["SQS_ENDPOINT"] ?? "",
  waitTimeSeconds: 1,
});
const orders = createMapping({
  source,
  functionResponseTypes: ["ReportBatchItemFailures"],
  handler,
});
createMapping({
  source,
  handler: (event) => {
    const first: SQSRecord | undefined = event.Records[0];
    return first;
  },
});
createMapping({ source, handler: eachRecord((record) => record.body.length, { concurrency: 2 }) });
const report: DrainReport = await orders.run({ signal: done.signal });
process.stdout.write(`finished ${report.finished}, abandoned ${report.abandoned}\n`);

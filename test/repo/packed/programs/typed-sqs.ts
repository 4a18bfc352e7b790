import { createMapping, type DrainReport, eachRecord } from "@millrace/core";
import { sqs } from "@millrace/sqs";

// The same as plain-sqs.mjs, where the source's type decides what the handler gets.
const done = new AbortController();
const orders = createMapping({
  source: sqs({
    queueUrl: process.env["QUEUE_URL"],
    endpoint: process.env["SQS_ENDPOINT"] ?? "",
    waitTimeSeconds: 1,
  }),
  functionResponseTypes: ["ReportBatchItemFailures"],
  handler: async (event, context) => {
    const count: number = event.Records.length;
    const left: number = context.getRemainingTimeInMillis();
    if (count === 0 || left <= 0) throw new Error("no records, or no time");
    return handleEach(event, context);
  },
});
const handleEach = eachRecord((record: { readonly body: string }) => {
  process.stdout.write(`handled ${record.body}\n`);
  done.abort();
});
const report: DrainReport = await orders.run({ signal: done.signal });
process.stdout.write(`finished ${report.finished}, abandoned ${report.abandoned}\n`);

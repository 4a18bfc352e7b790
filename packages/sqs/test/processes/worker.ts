import { appendFileSync } from "node:fs";

import { createMapping } from "@millrace/core";

import { sqs } from "../../src/sqs.ts";

/**
 * A worker process: handles groups of numbered messages, fails one in twenty, and writes each start
 * and each success to a file as one line, so that a process that is killed loses none of it.
 */
const { QUEUE_URL = "", ENDPOINT = "", HISTORY = "", WORKER = "" } = process.env;

let calls = 0;
const write = (event: string, body: string): void =>
  appendFileSync(HISTORY, `${process.hrtime.bigint()} ${WORKER} ${event} ${body}\n`);

const mapping = createMapping({
  source: sqs({
    queueUrl: QUEUE_URL,
    endpoint: ENDPOINT,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    waitTimeSeconds: 1,
    visibilityTimeoutSeconds: 5,
    retryDelay: { seconds: 0 },
  }),
  functionResponseTypes: ["ReportBatchItemFailures"],
  scalingConfig: { maximumConcurrency: 20 },
  timeout: 5,
  drainTimeoutInSeconds: 5,
  handler: async ({ Records }) => {
    const end = (): void => {
      for (const group of new Set(Records.map(({ body }) => body.split("/")[0])))
        write("end", `${group}/0`);
    };
    for (const { body } of Records) write("start", body);
    await new Promise((resolve) => setTimeout(resolve, 5));
    for (const [index, { body }] of Records.entries()) {
      calls += 1;
      // As a handler for FIFO queues should: stop at the first failure, and report the rest with it.
      if (calls % 20 === 0) {
        end();
        const failed = Records.slice(index);
        return { batchItemFailures: failed.map((one) => ({ itemIdentifier: one.messageId })) };
      }
      write("ok", body);
    }
    end();
    return { batchItemFailures: [] };
  },
});

const stopping = new AbortController();
process.on("SIGTERM", () => stopping.abort());
await mapping.run({ signal: stopping.signal });

import { setTimeout as sleep } from "node:timers/promises";
import { Consumer } from "sqs-consumer";
import { createBatchHandler } from "../client/batch-handler.ts";
import { runClient } from "../client/run-client.ts";
import { createSdkClient } from "../client/sdk-client.ts";

/**
 * sqs-consumer in its batch mode, one delete call per batch. It has no option for concurrency: its answer is several
 * instances in a process, which share an SDK client here.
 */
await runClient(async ({ queueUrl, parallel, handlerMs }, gauge) => {
  const sqs = createSdkClient(queueUrl);
  const handle = createBatchHandler(gauge, handlerMs);
  const consumers = Array.from({ length: parallel }, () => {
    const consumer = Consumer.create({
      queueUrl,
      sqs,
      batchSize: 10,
      waitTimeSeconds: 20,
      pollingWaitTimeMs: 0,
      messageSystemAttributeNames: ["All"],
      messageAttributeNames: ["All"],
      alwaysAcknowledge: true,
      extendedAWSErrors: true,
      handleMessageBatch: async (messages) => {
        await handle(messages.map(({ Body = "" }) => Body));
        return messages;
      },
    });
    consumer.on("error", (error) => gauge.failed(error));
    consumer.on("processing_error", (error) => gauge.failed(error));
    consumer.on("timeout_error", (error) => gauge.failed(error));
    consumer.start();
    return consumer;
  });

  return async () => {
    for (const consumer of consumers) consumer.stop();
    // Its own wait for the last batch looks once a second; the status tells at once.
    while (consumers.some(({ status }) => status.isPolling)) await sleep(5);
    sqs.destroy();
  };
});

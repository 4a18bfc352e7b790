import { createMapping } from "@millrace/core";
import { sqs } from "@millrace/sqs";
import { createBatchHandler } from "../client/batch-handler.ts";
import { runClient } from "../client/run-client.ts";

/** Millrace with its defaults, but for the number of batches that may be in the handler at once. */
await runClient(async ({ queueUrl, parallel, handlerMs }, gauge) => {
  const handle = createBatchHandler(gauge, handlerMs);
  const mapping = createMapping({
    source: sqs({
      queueUrl,
      region: "us-east-1",
      credentials: { accessKeyId: "benchmark", secretAccessKey: "benchmark" },
    }),
    handler: async (event) => handle(event.Records.map(({ body }) => body)),
    scalingConfig: { maximumConcurrency: parallel },
  });
  mapping.on("receiveFailed", ({ error }) => gauge.failed(error));
  mapping.on("leaseLost", ({ id, phase }) => gauge.failed(new Error(`lease of ${id}, ${phase}`)));
  mapping.on("invoked", ({ error }) => {
    if (error !== undefined) gauge.failed(error);
  });
  mapping.on("settled", ({ action, results }) => {
    for (const result of results)
      if (result !== "settled") gauge.failed(new Error(`${action} ${result}`));
  });
  await mapping.start();
  return async () => {
    await mapping.close();
  };
});

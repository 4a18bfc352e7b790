import type { Connector } from "@millrace/core/connector";

import type { SqsOptions } from "./options.ts";
import { fileSchema } from "./schema.ts";
import { sqs } from "./sqs.ts";

/** What the worker finds in this package: `source: { sqs: { queueUrl: … } }`. */
export const connector: Connector = {
  name: "sqs",
  optionsSchema: fileSchema,
  // The options have passed the schema; which of the two names is there, `sqs` checks itself.
  create: (options) => sqs(options as SqsOptions),
};

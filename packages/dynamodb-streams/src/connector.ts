import type { Connector } from "@millrace/core/connector";

import { dynamodbStreams } from "./dynamodb-streams.ts";
import type { DynamoDBStreamsOptions } from "./options.ts";
import { fileSchema } from "./schema.ts";

/** What the worker finds in this package: `source: { dynamodb-streams: { table: … } }`. */
export const connector: Connector = {
  name: "dynamodb-streams",
  optionsSchema: fileSchema,
  // The options have passed the schema; which of the two names is there, `dynamodbStreams` checks itself.
  create: (options) => dynamodbStreams(options as DynamoDBStreamsOptions),
};

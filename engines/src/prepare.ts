import { prepareDynamoDbLocal } from "./dynamodb-local/start-dynamodb-local.ts";
import { EngineError } from "./engine-error.ts";
import { prepareElasticMq } from "./elasticmq/start-elasticmq.ts";
import { externalDynamoDb } from "./vitest/external-dynamodb.ts";
import { externalSqs } from "./vitest/external-sqs.ts";

/** Fetches what the tests need of the engines, and says what is missing, before a test waits for it. */
try {
  if (externalSqs() === undefined) await prepareElasticMq();
  if (externalDynamoDb() === undefined) await prepareDynamoDbLocal();
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

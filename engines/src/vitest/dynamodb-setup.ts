import type { TestProject } from "vitest/node";
import { startDynamoDbLocal } from "../dynamodb-local/start-dynamodb-local.ts";
import { externalDynamoDb } from "./external-dynamodb.ts";
import { shareInThisProcess } from "./share-in-this-process.ts";

/** Starts DynamoDB Local before the first test that needs it; vitest calls what it returns after the last. */
export default async function startDynamoDb(project: TestProject): Promise<() => Promise<void>> {
  const { value, release } = await shareInThisProcess(
    "dynamodb",
    async () => externalDynamoDb() ?? (await startDynamoDbLocal()),
    (server) => server.stop(),
  );
  const { name, endpoint, region } = value;
  // What is provided crosses to the test's process as data.
  project.provide("dynamoDbLocal", { name, endpoint, region });
  return release;
}

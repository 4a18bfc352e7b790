import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ConfigurationError, SourceError } from "@millrace/core/connector";
import { ENGINE_CREDENTIALS } from "@millrace/engines";
import { dynamoDbLocal } from "@millrace/engines/vitest";
import { expect, onTestFinished, test } from "vitest";

import { type DynamoDbStore, dynamodbStore, type DynamoDbStoreOptions } from "../src/index.ts";
import { TestTable } from "./test-table.ts";

const row = { id: "shard", parents: [], position: { at: "horizon" } } as const;

function storeOn(table: string): DynamoDbStore {
  const { endpoint, region } = dynamoDbLocal();
  const store = dynamodbStore({ table, endpoint, region, credentials: ENGINE_CREDENTIALS });
  onTestFinished(() => store.close());
  return store;
}

/** A table of somebody else, with a key of its own. */
async function foreignTable(): Promise<string> {
  const { endpoint, region } = dynamoDbLocal();
  const client = new DynamoDBClient({ endpoint, region, credentials: ENGINE_CREDENTIALS });
  onTestFinished(() => client.destroy());
  const TableName = `customers-${crypto.randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: "customerId", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "customerId", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  return TableName;
}

test("a table that is not there is never made, and the error says what to create", async () => {
  const scope = storeOn("no-such-table").scope("stream", "group");

  for (const act of [() => scope.rows(), () => scope.add([row])]) {
    const error: unknown = await act().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceError);
    expect(error).toMatchObject({ code: "MILLRACE_SOURCE_MISSING", decision: "missing" });
    expect((error as Error).message).toBe(
      "the checkpoint table no-such-table does not exist in this account and region. Create it, by " +
        "createTable() of the store or by: aws dynamodb create-table --table-name no-such-table " +
        "--attribute-definitions AttributeName=leaseKey,AttributeType=S " +
        "--key-schema AttributeName=leaseKey,KeyType=HASH --billing-mode PAY_PER_REQUEST",
    );
  }
});

test("a table with another key is refused", async () => {
  const store = storeOn(await foreignTable());
  const scope = store.scope("stream", "group");
  await expect(scope.add([row])).rejects.toThrow("the store needs one with leaseKey");
  await expect(store.createTable()).rejects.toThrow(
    /is there with another key, customerId \(HASH\): the store needs one with leaseKey/,
  );
});

test("an item that is no lease is named", async () => {
  const table = await TestTable.create();
  await table.put({ leaseKey: { S: "odd" }, checkpoint: { S: "1" } });
  const scope = table.open({ layout: "kcl" }).scope("stream", "group");
  await expect(scope.rows()).rejects.toThrow("the item odd of the checkpoint table is no lease");
});

test("a server that is not there is an outage", async () => {
  const store = dynamodbStore({
    table: "checkpoints",
    endpoint: "http://127.0.0.1:1",
    region: "us-east-1",
    credentials: ENGINE_CREDENTIALS,
  });
  onTestFinished(() => store.close());
  const rows = store.scope("stream", "group").rows();
  await expect(rows).rejects.toMatchObject({ decision: "not-connected" });
  await expect(rows).rejects.toThrow("reading rows in checkpoint table checkpoints");
});

test.each([
  [{ table: "a" }, "table: must be the name of a table"],
  [{ table: "orders/1" }, "table: must be the name of a table"],
  [{ table: "orders", layout: "java" }, "layout"],
  [{ table: "orders", region: "EU Central" }, "region: must be the name of a region"],
  [{ table: "orders", endpoint: "127.0.0.1:8000" }, "endpoint: must be an http or https URL"],
  [{ table: "orders", endpoint: "http://me:word@host" }, "must not hold a user name or password"],
  [{ table: "orders", credentials: { accessKeyId: "AKIA" } }, "credentials: must hold accessKeyId"],
  [{ table: "orders", client: {} }, "client: must be a DynamoDBClient"],
  [
    { table: "orders", client: { send: () => {} }, region: "eu-west-1" },
    "region: cannot stand beside",
  ],
  [{ table: "orders", tabel: "x" }, "tabel: is not an option here"],
  [{}, "table"],
])("%j is refused: %s", (options, words) => {
  let error: unknown;
  try {
    dynamodbStore(options as unknown as DynamoDbStoreOptions);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ConfigurationError);
  const { message } = error as Error;
  expect(message).toContain("checkpoint store (DynamoDB): ");
  expect(message).toContain(words);
  expect(message).not.toMatch(/AKIA|me:word/);
});

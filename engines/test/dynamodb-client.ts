import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { onTestFinished } from "vitest";
import { ENGINE_CREDENTIALS } from "../src/index.ts";

interface Server {
  readonly endpoint: string;
  readonly region: string;
}

/** Writes an item to a new table and gives back what a consistent read finds. */
export async function putAndGet(server: Server, value: string): Promise<string | undefined> {
  const client = new DynamoDBClient({
    endpoint: server.endpoint,
    region: server.region,
    credentials: ENGINE_CREDENTIALS,
  });
  onTestFinished(() => client.destroy());
  const TableName = `engines-${crypto.randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  const id = { S: "one" };
  await client.send(new PutItemCommand({ TableName, Item: { id, value: { S: value } } }));
  const { Item } = await client.send(
    new GetItemCommand({ TableName, Key: { id }, ConsistentRead: true }),
  );
  return Item?.["value"]?.S;
}

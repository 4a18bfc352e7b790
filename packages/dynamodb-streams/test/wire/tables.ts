import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  type StreamViewType,
  type TableDescription,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import { dynamoDbLocal } from "@millrace/engines/vitest";
import { onTestFinished } from "vitest";

export const credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** Where the connector finds the server of the tests. */
export const server = (): {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: typeof credentials;
} => {
  const { endpoint, region } = dynamoDbLocal();
  return { endpoint, region, credentials };
};

type Item = Record<string, AttributeValue>;

/** A table of its own for each test: the server is shared. */
export class TestTable {
  readonly name: string;
  readonly #sdk: DynamoDBClient;

  constructor(name: string, sdk: DynamoDBClient) {
    this.name = name;
    this.#sdk = sdk;
  }

  async put(item: Item): Promise<void> {
    await this.#sdk.send(new PutItemCommand({ TableName: this.name, Item: item }));
  }

  async putMany(from: number, to: number): Promise<void> {
    for (let n = from; n <= to; n += 1)
      await this.put({ id: { S: `k${n % 5}` }, count: { N: String(n) } });
  }

  async setName(id: string, name: string): Promise<void> {
    await this.#sdk.send(
      new UpdateItemCommand({
        TableName: this.name,
        Key: { id: { S: id } },
        UpdateExpression: "SET #n = :n",
        ExpressionAttributeNames: { "#n": "name" },
        ExpressionAttributeValues: { ":n": { S: name } },
      }),
    );
  }

  async remove(id: string): Promise<void> {
    await this.#sdk.send(new DeleteItemCommand({ TableName: this.name, Key: { id: { S: id } } }));
  }

  async expireBy(attribute: string): Promise<void> {
    await this.#sdk.send(
      new UpdateTimeToLiveCommand({
        TableName: this.name,
        TimeToLiveSpecification: { AttributeName: attribute, Enabled: true },
      }),
    );
  }

  async disableStream(): Promise<void> {
    await this.#sdk.send(
      new UpdateTableCommand({
        TableName: this.name,
        StreamSpecification: { StreamEnabled: false },
      }),
    );
  }

  async enableStream(view: StreamViewType): Promise<string> {
    const { TableDescription } = await this.#sdk.send(
      new UpdateTableCommand({
        TableName: this.name,
        StreamSpecification: { StreamEnabled: true, StreamViewType: view },
      }),
    );
    return streamOf(TableDescription);
  }
}

export async function createTable(
  view: StreamViewType | undefined = "NEW_AND_OLD_IMAGES",
): Promise<TestTable & { readonly streamArn: string }> {
  const sdk = new DynamoDBClient(server());
  onTestFinished(() => sdk.destroy());
  const name = `orders-${process.hrtime.bigint().toString(36)}`;
  const { TableDescription } = await sdk.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
      StreamSpecification: { StreamEnabled: true, StreamViewType: view },
    }),
  );
  return Object.assign(new TestTable(name, sdk), { streamArn: streamOf(TableDescription) });
}

function streamOf(table: TableDescription | undefined): string {
  if (table?.LatestStreamArn === undefined) throw new Error("the table has no stream");
  return table.LatestStreamArn;
}

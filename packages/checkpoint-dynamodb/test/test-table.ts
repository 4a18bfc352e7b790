import {
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { ENGINE_CREDENTIALS } from "@millrace/engines";
import { dynamoDbLocal } from "@millrace/engines/vitest";
import { onTestFinished } from "vitest";

import { type DynamoDbStore, dynamodbStore, type DynamoDbStoreOptions } from "../src/index.ts";
import type { Item } from "../src/table-client.ts";
import { type Fault, FaultyHandler, type WritePlan } from "./faulty-handler.ts";

/** A table of its own on DynamoDB Local, with stores on it whose writes can be made to fail. */
export class TestTable {
  readonly name: string = `checkpoints-${crypto.randomUUID()}`;
  readonly #plan: WritePlan = { faults: [], writes: 0 };
  readonly #clients: DynamoDBClient[] = [];
  /** For a look at the table from outside. */
  readonly #observer: DynamoDBClient = this.#connect({ faults: [], writes: 0 });

  /** A table that goes when the test ends. */
  static async create(): Promise<TestTable> {
    const table = await TestTable.createForCaller();
    onTestFinished(() => table.remove());
    return table;
  }

  /** A table that the caller removes. */
  static async createForCaller(): Promise<TestTable> {
    const table = new TestTable();
    const store = table.open();
    await store.createTable();
    await store.close();
    return table;
  }

  open(options: Partial<DynamoDbStoreOptions> = {}): DynamoDbStore {
    return dynamodbStore({ table: this.name, client: this.#connect(this.#plan), ...options });
  }

  /** The next writes meet these, whichever store makes them. */
  plan(...faults: readonly Fault[]): void {
    this.#plan.faults.push(...faults);
  }

  get unmetFaults(): number {
    return this.#plan.faults.length;
  }

  /** Requests that wanted to change something, retries included. */
  get writes(): number {
    return this.#plan.writes;
  }

  async item(leaseKey: string): Promise<Item | undefined> {
    const { Item: item } = await this.#observer.send(
      new GetItemCommand({
        TableName: this.name,
        Key: { leaseKey: { S: leaseKey } },
        ConsistentRead: true,
      }),
    );
    return item as Item | undefined;
  }

  async put(item: Item): Promise<void> {
    await this.#observer.send(new PutItemCommand({ TableName: this.name, Item: item as never }));
  }

  async remove(): Promise<void> {
    await this.#observer.send(new DeleteTableCommand({ TableName: this.name }));
    for (const client of this.#clients) client.destroy();
  }

  #connect(plan: WritePlan): DynamoDBClient {
    const { endpoint, region } = dynamoDbLocal();
    const requestHandler = new FaultyHandler(plan);
    const client = new DynamoDBClient({
      endpoint,
      region,
      credentials: ENGINE_CREDENTIALS,
      requestHandler,
    });
    this.#clients.push(client);
    return client;
  }
}

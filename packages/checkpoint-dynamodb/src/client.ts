import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

import {
  type AttributeValue as SdkValue,
  ConditionalCheckFailedException,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ResourceInUseException,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { CallDeadlines, type Clock } from "@millrace/core/connector";
import { NodeHttpHandler } from "@smithy/node-http-handler";

import type { AwsCredentials, AwsCredentialsProvider } from "./credentials.ts";
import type { TableDefinition } from "./table-definition.ts";
import type {
  Item,
  ScanFilter,
  TableClient,
  TableFacts,
  Write,
  WriteResult,
} from "./table-client.ts";

/** A client of the AWS SDK, or what else sends its commands. */
export type DynamoDbSender = Pick<DynamoDBClient, "send">;

interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

type SdkItem = Record<string, SdkValue>;

/** A lease lasts 30 s and is renewed every 10: a call that hangs must end well before. */
const callDeadlineMs = 5_000;
const connectTimeoutMs = 3_000;
/** The SDK's own tries of one call, within its deadline: a connection that was cut while idle costs one. */
const maxAttempts = 3;
const maxSockets = 32;

export interface ConnectOptions {
  readonly table: string;
  readonly client?: DynamoDbSender | undefined;
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly credentials?: AwsCredentials | AwsCredentialsProvider | undefined;
}

/** Connects to a table with the AWS SDK for JavaScript. This is the only file that knows the SDK. */
export function connectTable(options: ConnectOptions, clock: Clock): TableClient {
  const { table, client } = options;
  if (client !== undefined) return new SdkTableClient(table, client, clock, () => {});
  const own = openClient(options);
  return new SdkTableClient(table, own, clock, () => own.destroy());
}

function openClient({ region, endpoint, credentials }: ConnectOptions): DynamoDBClient {
  return new DynamoDBClient({
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
    // Variables that ask for FIPS or dual-stack endpoints are about hosts the SDK would choose, and
    // together with an endpoint it refuses them.
    ...(endpoint === undefined
      ? {}
      : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
    maxAttempts,
    requestHandler: new NodeHttpHandler({
      httpAgent: new HttpAgent({ keepAlive: true, maxSockets }),
      httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets }),
      connectionTimeout: connectTimeoutMs,
    }),
  });
}

class SdkTableClient implements TableClient {
  readonly #table: string;
  readonly #sender: DynamoDbSender;
  readonly #deadlines: CallDeadlines;
  readonly #destroy: () => void;

  constructor(table: string, sender: DynamoDbSender, clock: Clock, destroy: () => void) {
    this.#table = table;
    this.#sender = sender;
    this.#deadlines = new CallDeadlines(clock);
    this.#destroy = destroy;
  }

  async scan(filter: ScanFilter | undefined): Promise<readonly Item[]> {
    const items: Item[] = [];
    let startKey: SdkItem | undefined;
    do {
      const command = new ScanCommand({
        TableName: this.#table,
        ConsistentRead: true,
        ...(filter === undefined
          ? {}
          : {
              FilterExpression: filter.expression,
              ExpressionAttributeValues: filter.values as SdkItem,
            }),
        ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
      });
      const page = await this.#call(command.input, (options) =>
        this.#sender.send(command, options),
      );
      items.push(...((page.Items ?? []) as Item[]));
      startKey = page.LastEvaluatedKey;
    } while (startKey !== undefined);
    return items;
  }

  async write(write: Write): Promise<WriteResult> {
    try {
      const { Attributes } = await this.#call(write, (options) => this.#send(write, options));
      return { written: true, item: Attributes as Item | undefined };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { written: false, item: error.Item as Item | undefined };
    }
  }

  #send(write: Write, options: SendOptions): Promise<{ Attributes?: SdkItem | undefined }> {
    const shared = {
      TableName: this.#table,
      ConditionExpression: write.condition,
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    } as const;
    switch (write.act) {
      case "put": {
        const command = new PutItemCommand({ ...shared, Item: write.item as SdkItem });
        return this.#sender.send(command, options);
      }
      case "update": {
        const command = new UpdateItemCommand({
          ...shared,
          Key: write.key as SdkItem,
          UpdateExpression: write.update,
          ExpressionAttributeValues: write.values as SdkItem,
          ReturnValues: "ALL_NEW",
        });
        return this.#sender.send(command, options);
      }
      case "delete": {
        const command = new DeleteItemCommand({
          ...shared,
          Key: write.key as SdkItem,
          ExpressionAttributeValues: write.values as SdkItem,
        });
        return this.#sender.send(command, options);
      }
      default:
        return write satisfies never;
    }
  }

  async createTable(definition: TableDefinition): Promise<boolean> {
    const command = new CreateTableCommand(definition as CreateTableCommandInput);
    try {
      await this.#call(command.input, (options) => this.#sender.send(command, options));
      return true;
    } catch (error) {
      if (error instanceof ResourceInUseException) return false;
      throw error;
    }
  }

  async describeTable(): Promise<TableFacts> {
    const command = new DescribeTableCommand({ TableName: this.#table });
    const { Table } = await this.#call(command.input, (options) =>
      this.#sender.send(command, options),
    );
    return {
      status: Table?.TableStatus ?? "UNKNOWN",
      keySchema: (Table?.KeySchema ?? []) as TableFacts["keySchema"],
      attributes: (Table?.AttributeDefinitions ?? []) as TableFacts["attributes"],
    };
  }

  close(): void {
    this.#deadlines.abortAll(new Error("the connection is closed"));
    this.#destroy();
  }

  /** @param input what the call's signal is found by. */
  #call<Output>(input: object, send: (options: SendOptions) => Promise<Output>): Promise<Output> {
    return this.#deadlines.run(input, callDeadlineMs, () => {
      const abortSignal = this.#deadlines.signalOf(input);
      return send(abortSignal === undefined ? {} : { abortSignal });
    });
  }
}

import { ConfigurationError } from "@millrace/core";
import {
  createMemoryStore,
  type CheckpointStore,
  type ShardPosition,
} from "@millrace/core/connector";
import { describe, expect, test } from "vitest";

import { chooseStream } from "../src/choose-stream.ts";
import { connector } from "../src/connector.ts";
import { dynamodbStreams } from "../src/dynamodb-streams.ts";
import type { DynamoDBStreamsOptions } from "../src/options.ts";

const arn = (label: string): string =>
  `arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-0${label}T10:00:00.123`;
const refusedOptions = (options: unknown): readonly string[] => {
  try {
    dynamodbStreams(options as DynamoDBStreamsOptions);
  } catch (error) {
    return error instanceof ConfigurationError ? error.issues.map(({ option }) => option) : [];
  }
  return [];
};

describe("dynamodbStreams", () => {
  test("is named after its table, also when given by ARN", () => {
    expect(dynamodbStreams({ table: "orders" }).defaultName).toBe("orders");
    expect(dynamodbStreams({ streamArn: arn("1") }).defaultName).toBe("orders");
  });

  test.each<[unknown, string]>([
    [{}, "table"],
    [{ table: "orders", streamArn: arn("1") }, "streamArn"],
    [{ table: "o" }, "table"],
    [{ streamArn: "orders" }, "streamArn"],
    [{ table: "orders", idlePollMs: 249 }, "idlePollMs"],
    [{ table: "orders", idlePollMs: 10_001 }, "idlePollMs"],
    [{ table: "orders", leaseMs: 10 }, "leaseMs"],
    [{ table: "orders", commitEveryMs: 1 }, "commitEveryMs"],
    [{ table: "orders", onDataLoss: "stop" }, "onDataLoss"],
    [{ table: "orders", consumerGroup: "" }, "consumerGroup"],
    [{ table: "orders", endpoint: "http://me:secret@localhost" }, "endpoint"],
    [{ table: "orders", credentials: "secret" }, "credentials"],
    [{ table: "orders", tabel: "orders" }, "tabel"],
  ])("%j is refused by %s", (options, option) => {
    expect(refusedOptions(options)).toEqual([option]);
  });

  test("a refused endpoint is not shown: it holds a password", () => {
    expect(() =>
      dynamodbStreams({ table: "orders", endpoint: "http://me:secret@localhost" }),
    ).toThrow(/^(?!.*secret)/s);
  });

  test("the connector makes the same of a file's options, and takes no credentials", () => {
    const options = { table: "orders" };
    expect(connector.create(options).kind).toBe("stream");
    expect(connector.optionsSchema.safeParse(options).success).toBe(true);
    const withKeys = { ...options, credentials: { accessKeyId: "a", secretAccessKey: "b" } };
    expect(connector.optionsSchema.safeParse(withKeys).success).toBe(false);
  });
});

describe("chooseStream", () => {
  const storeWith = async (
    rows: Readonly<Record<string, ShardPosition["at"]>>,
  ): Promise<CheckpointStore> => {
    const store = createMemoryStore();
    for (const [label, at] of Object.entries(rows)) {
      const position = at === "after" ? { at, token: "1" } : { at };
      await store.scope(arn(label), "group").add([
        { id: "#bootstrap", parents: [], position: { at: "time" } },
        { id: "s", parents: [], position },
      ]);
    }
    return store;
  };
  const arns = [arn("1"), arn("2"), arn("3")];

  test.each<[string, Readonly<Record<string, ShardPosition["at"]>>, string, string]>([
    ["nothing begun: the newest, where the mapping says", {}, "3", "LATEST"],
    ["25: one begun and not finished: that one first", { 1: "after" }, "1", "LATEST"],
    ["25: finished: the next, from its beginning", { 1: "end" }, "2", "TRIM_HORIZON"],
    ["25: the second begun: on with it", { 1: "end", 2: "after" }, "2", "TRIM_HORIZON"],
    ["the newest finished: nothing else to take", { 1: "end", 2: "end", 3: "end" }, "3", "LATEST"],
  ])("%s", async (_, rows, label, startingPosition) => {
    const choice = await chooseStream(arns, await storeWith(rows), "group", "LATEST");
    expect(choice).toEqual({ streamArn: arn(label), startingPosition });
  });

  test("a table without a stream gives nothing", async () => {
    expect(await chooseStream([], createMemoryStore(), "group", "LATEST")).toBeUndefined();
  });
});

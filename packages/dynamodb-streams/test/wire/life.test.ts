import { createMemoryStore, systemClock } from "@millrace/core/connector";
import type { DynamoDBRecord } from "aws-lambda";
import { describe, expect, test, vi } from "vitest";

import { connectStreams } from "../../src/client.ts";
import { dynamodbStreams } from "../../src/dynamodb-streams.ts";
import { classify } from "../../src/classify.ts";
import { collect } from "./collect.ts";
import { createTable, server } from "./tables.ts";

const counts = (records: readonly DynamoDBRecord[]): readonly number[] =>
  records.map(({ dynamodb }) => Number(dynamodb?.NewImage?.["count"]?.N));
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);
const { signal } = new AbortController();

describe("the life of a stream on DynamoDB Local", () => {
  test("resumes behind what was handled after a restart, with nothing twice", async () => {
    const table = await createTable("NEW_IMAGE");
    const checkpointStore = createMemoryStore();
    await table.putMany(1, 30);
    const before = await collect(table.name, { checkpointStore });
    await before.have(30);
    await before.mapping.close();
    await table.putMany(31, 60);
    const after = await collect(table.name, { checkpointStore });
    await after.have(30);
    expect([...counts(before.records), ...counts(after.records)]).toEqual(upTo(60));
  });

  test("another consumer group reads everything for itself", async () => {
    const table = await createTable("NEW_IMAGE");
    const checkpointStore = createMemoryStore();
    await table.putMany(1, 10);
    const one = await collect(table.name, { checkpointStore });
    const other = await collect(table.name, {
      checkpointStore,
      source: { consumerGroup: "search" },
    });
    expect(counts(await one.have(10))).toEqual(upTo(10));
    expect(counts(await other.have(10))).toEqual(upTo(10));
  });

  test("LATEST misses nothing that is written after the start", async () => {
    const table = await createTable("NEW_IMAGE");
    await table.putMany(1, 5);
    const collector = await collect(table.name, { startingPosition: "LATEST" });
    await table.putMany(6, 8);
    // A shard that is younger than the clocks may differ by is read from its beginning.
    expect(counts(await collector.have(8))).toEqual(upTo(8));
  });

  test(
    "25: disabled, then enabled with another view: the old stream is drained, the new one read from its beginning",
    { timeout: 90_000 },
    async () => {
      const table = await createTable("NEW_IMAGE");
      const checkpointStore = createMemoryStore();
      await table.putMany(1, 10);
      const before = await collect(table.name, { checkpointStore });
      await before.have(10);
      await before.mapping.close();
      await table.putMany(11, 20);
      await table.disableStream();
      const second = await table.enableStream("NEW_AND_OLD_IMAGES");
      await table.putMany(21, 30);
      const after = await collect(table.name, {
        checkpointStore,
        source: { leaseMs: 3_000 },
      });
      await vi.waitFor(() => expect(after.records).toHaveLength(20), {
        timeout: 80_000,
        interval: 100,
      });
      expect(counts(after.records)).toEqual(upTo(30).slice(10));
      expect(after.warnings).toContain("stream-replaced");
      expect(after.records.at(-1)?.eventSourceARN).toBe(second);
      const rows = await checkpointStore.scope(table.streamArn, table.name).rows();
      expect(
        rows.filter(({ id }) => !id.startsWith("#")).map(({ position }) => position.at),
      ).toEqual(["end"]);
    },
  );

  test("a table without a stream is refused in words that say what to do", async () => {
    const table = await createTable();
    await table.disableStream();
    await expect(collect("no-such-table")).rejects.toThrow(/table: has no stream in this region/);
    const gone = `${table.streamArn.slice(0, -3)}999`;
    const definition = dynamodbStreams({ streamArn: gone, ...server() });
    expect(definition.defaultName).toBe(table.name);
  });

  test("the errors of the service keep their names", async () => {
    const table = await createTable();
    const client = await connectStreams({ clock: systemClock, ...server() });
    const failureOf = (call: Promise<unknown>): Promise<unknown> =>
      call.then(
        () => "none",
        (error: unknown) => classify(error, "call").failure,
      );
    const streamArn = table.streamArn;
    const shardId = "shardId-00000001764000000000-0a1b2c3d";
    const start = { at: "TRIM_HORIZON" } as const;
    expect(await failureOf(client.openIterator(streamArn, shardId, start, signal))).toBe("missing");
    expect(
      await failureOf(client.describe({ streamArn: `${streamArn.slice(0, -3)}999` }, signal)),
    ).toBe("missing");
    expect(await failureOf(client.read("garbage", 100, signal))).not.toBe("none");
    client.close();
  });
});

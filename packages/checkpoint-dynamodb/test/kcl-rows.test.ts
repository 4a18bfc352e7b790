import type { CheckpointScope, NewShardRow, ShardRow } from "@millrace/core/connector";
import { expect, test } from "vitest";

import { TestTable } from "./test-table.ts";

const stream =
  "arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000";
const parent = "shardId-00000001";

interface Setting {
  readonly table: TestTable;
  readonly scope: CheckpointScope;
}

async function setting(...rows: readonly NewShardRow[]): Promise<Setting> {
  const table = await TestTable.create();
  const scope = table.open({ layout: "kcl" }).scope(stream, "orders");
  await scope.add(rows);
  return { table, scope };
}

async function rowOf(scope: CheckpointScope, id: string): Promise<ShardRow> {
  return (await scope.rows()).find((row) => row.id === id)!;
}

const fresh = (id: string, ...parents: readonly string[]): NewShardRow => ({
  id,
  parents,
  position: { at: "horizon" },
});
const mrScope = { S: JSON.stringify([stream, "orders"]) };

test("a new row is a lease as the library makes it", async () => {
  const { table } = await setting({ ...fresh("shard", "a", "b"), sinceMs: 17 });
  expect(await table.item("shard")).toEqual({
    leaseKey: { S: "shard" },
    leaseCounter: { N: "0" },
    checkpoint: { S: "TRIM_HORIZON" },
    checkpointSubSequenceNumber: { N: "0" },
    ownerSwitchesSinceCheckpoint: { N: "0" },
    parentShardId: { SS: ["a", "b"] },
    mrSince: { N: "17" },
    mrScope,
  });
});

test("a claim counts the switch of owner, a save takes the count back", async () => {
  const { table, scope } = await setting(fresh("shard"));
  const claim = await scope.claim(await rowOf(scope, "shard"), "worker");
  expect(await table.item("shard")).toMatchObject({
    leaseOwner: { S: "worker" },
    leaseCounter: { N: "1" },
    ownerSwitchesSinceCheckpoint: { N: "1" },
  });

  await claim!.save({ at: "after", token: "400000000000000499660" });

  expect(await table.item("shard")).toMatchObject({
    leaseOwner: { S: "worker" },
    leaseCounter: { N: "2" },
    ownerSwitchesSinceCheckpoint: { N: "0" },
    checkpoint: { S: "400000000000000499660" },
    checkpointSubSequenceNumber: { N: "0" },
  });
});

test("a hand-off names the next owner and who may still save, and keeps the counter", async () => {
  const { table, scope } = await setting(fresh("shard"));
  const claim = await scope.claim(await rowOf(scope, "shard"), "old");

  await scope.offer(await rowOf(scope, "shard"), "heir");
  expect(await table.item("shard")).toMatchObject({
    leaseOwner: { S: "heir" },
    checkpointOwner: { S: "old" },
    leaseCounter: { N: "1" },
  });

  await claim!.release();
  const handed = await table.item("shard");
  expect(handed).toMatchObject({
    leaseOwner: { S: "heir" },
    leaseCounter: { N: "2" },
    ownerSwitchesSinceCheckpoint: { N: "2" },
  });
  expect(handed).not.toHaveProperty("checkpointOwner");
});

test("a released lease has no owner", async () => {
  const { table, scope } = await setting(fresh("shard"));
  await (await scope.claim(await rowOf(scope, "shard"), "worker"))!.release();
  const item = await table.item("shard");
  expect(item).not.toHaveProperty("leaseOwner");
  expect(item).toMatchObject({ leaseCounter: { N: "2" } });
});

test("the end of a shard is noted with its children", async () => {
  const { table, scope } = await setting(
    fresh(parent),
    fresh("c1", parent),
    fresh("c2", parent, "x"),
  );
  const claim = await scope.claim(await rowOf(scope, parent), "worker");
  await claim!.save({ at: "end", lost: "12" });
  expect(await table.item(parent)).toMatchObject({
    checkpoint: { S: "SHARD_END" },
    childShardIds: { SS: ["c1", "c2"] },
    mrLost: { S: "12" },
  });
});

test("rows that are no shards have a kind that the library skips", async () => {
  const { table } = await setting(fresh("#discovery"));
  expect(await table.item("#discovery")).toMatchObject({ entityType: { S: "MILLRACE" } });
});

test("a lease of a stopped application is taken over where it was, and keeps what is not ours", async () => {
  const { table, scope } = await setting();
  await table.put({
    leaseKey: { S: "shard" },
    leaseCounter: { N: "812" },
    leaseOwner: { S: "java-worker" },
    checkpoint: { S: "400000000000000499660" },
    checkpointSubSequenceNumber: { N: "3" },
    ownerSwitchesSinceCheckpoint: { N: "4" },
    parentShardId: { SS: [parent] },
    pendingCheckpoint: { S: "400000000000000499661" },
    pendingCheckpointSubSequenceNumber: { N: "0" },
    throughputKBps: { N: "1.5" },
  });

  const row = await rowOf(scope, "shard");
  expect(row).toEqual({
    id: "shard",
    parents: [parent],
    position: { at: "after", token: "400000000000000499660/3" },
    owner: "java-worker",
    version: 812,
  });
  const claim = await scope.claim(row, "worker");
  await claim!.save({ at: "after", token: "400000000000000499670" });

  const item = await table.item("shard");
  expect(item).toMatchObject({ leaseCounter: { N: "814" }, throughputKBps: { N: "1.5" } });
  expect(item).not.toHaveProperty("pendingCheckpoint");
  expect(item).not.toHaveProperty("pendingCheckpointSubSequenceNumber");
});

test.each(["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"])(
  "a lease of the library at %s starts at the horizon: it has handled nothing yet",
  async (checkpoint) => {
    const { table, scope } = await setting();
    const leaseKey = { S: "shard" };
    await table.put({ leaseKey, leaseCounter: { N: "1" }, checkpoint: { S: checkpoint } });
    expect((await rowOf(scope, "shard")).position).toEqual({ at: "horizon" });
  },
);

test("what else the library keeps in the table is left out", async () => {
  const { table, scope } = await setting(fresh("shard"));
  for (const kind of ["STREAM", "LEADER", "CLIENT_VERSION_MIGRATION", "WORKER_METRIC_STATS"]) {
    await table.put({ leaseKey: { S: kind }, entityType: { S: kind } });
  }
  await table.put({ leaseKey: { S: "l" }, entityType: { S: "LEASE" }, leaseCounter: { N: "1" } });
  expect((await scope.rows()).map(({ id }) => id).toSorted()).toEqual(["l", "shard"]);
});

test("a second stream or group is refused, in this process and in another", async () => {
  const table = await TestTable.create();
  const store = table.open({ layout: "kcl" });
  await store.scope(stream, "orders").add([fresh("shard")]);
  expect(() => store.scope(stream, "billing")).toThrow(/layout: serves one stream and one group/);

  const other = table.open({ layout: "kcl" }).scope(stream, "billing");
  await expect(other.rows()).rejects.toThrow(/holds rows of another stream or group.*"orders"/);
  await expect(other.add([fresh("shard")])).rejects.toThrow("holds rows of another stream");
});

test("in a shared table a row says in clear words whose it is", async () => {
  const table = await TestTable.create();
  await table
    .open()
    .scope("a/b", "my group")
    .add([fresh("shard")]);
  expect(await table.item("my%20group/a%2Fb/shard")).toMatchObject({
    streamName: { S: "a/b" },
    shardId: { S: "shard" },
    mrGroup: { S: "my group" },
  });
});

import { type ShardRow, SourceError } from "@millrace/core/connector";
import { ENGINE_CREDENTIALS } from "@millrace/engines";
import { dynamoDbLocal } from "@millrace/engines/vitest";
import { VirtualClock } from "@millrace/testkit";
import { expect, onTestFinished, test } from "vitest";

import { dynamodbStore } from "../src/index.ts";
import { breakConnection, hang } from "./faulty-handler.ts";
import { TestTable } from "./test-table.ts";

const row = { id: "shard", parents: [], position: { at: "horizon" } } as const;

test("without a client of the caller it makes its own, and ends it", async () => {
  const table = await TestTable.create();
  const { endpoint, region } = dynamoDbLocal();
  const credentials = ENGINE_CREDENTIALS;
  const store = dynamodbStore({ table: table.name, endpoint, region, credentials });
  const scope = store.scope("stream", "group");
  await scope.add([row]);
  const [added] = await scope.rows();
  const claim = await scope.claim(added!, "worker");
  await store.close();

  const refused = { code: "MILLRACE_INVALID_STATE" };
  await expect(scope.rows()).rejects.toMatchObject(refused);
  await expect(scope.add([row])).rejects.toMatchObject(refused);
  await expect(claim!.save({ at: "end" })).rejects.toThrow("the checkpoint store is closed");
  await expect(store.createTable()).rejects.toMatchObject(refused);
});

test("a close ends what is under way", async () => {
  const table = await TestTable.create();
  const store = table.open();
  table.plan(hang);
  const adding = store.scope("stream", "group").add([row]);
  await Promise.all([
    expect(adding).rejects.toMatchObject({ code: "MILLRACE_INVALID_STATE" }),
    store.close(),
  ]);
});

test("a call that is never answered ends at its deadline", async () => {
  const table = await TestTable.create();
  const clock = new VirtualClock();
  const scope = table.open({ clock }).scope("stream", "group");
  table.plan(hang);
  const adding = scope.add([row]).then(
    () => "added",
    (error: unknown) => error,
  );
  await clock.advance(4_999);
  expect(await Promise.race([adding, Promise.resolve("waiting")])).toBe("waiting");
  await clock.advance(1);
  const error = await adding;
  expect(error).toBeInstanceOf(SourceError);
  expect(error).toMatchObject({ decision: "not-connected" });
  expect((error as Error).message).toContain("no answer within 5000 ms");
});

test("a write that the SDK repeated after its answer was lost is known as its own", async () => {
  const table = await TestTable.create();
  const scope = table.open().scope("stream", "group");
  table.plan(breakConnection);
  await scope.add([row]);
  const [added] = await scope.rows();

  table.plan(breakConnection);
  const claim = await scope.claim(added!, "worker");
  table.plan(breakConnection);
  const saved = await claim!.save({ at: "after", token: "1" });
  table.plan(breakConnection);
  const renewed = await claim!.renew();

  expect([saved, renewed, table.unmetFaults]).toEqual(["held", "held", 0]);
  const [after] = await scope.rows();
  expect(after).toMatchObject({ owner: "worker", position: { at: "after", token: "1" } });
});

test("each act is one request", async () => {
  const table = await TestTable.create();
  const scope = table.open().scope("stream", "group");
  await scope.add([row]);
  const writesOf = async (act: () => Promise<unknown>): Promise<number> => {
    const before = table.writes;
    await act();
    return table.writes - before;
  };
  const see = async (): Promise<ShardRow> => (await scope.rows())[0]!;
  const claim = (await scope.claim(await see(), "first"))!;

  expect(await writesOf(() => claim.renew())).toBe(1);
  expect(await writesOf(() => claim.save({ at: "after", token: "1" }))).toBe(1);
  const owned = await see();
  expect(await writesOf(() => scope.offer(owned, "second"))).toBe(1);
  expect(await writesOf(() => claim.renew())).toBe(1);
  expect(await writesOf(() => claim.release())).toBe(1);
  const handed = await see();
  expect(await writesOf(() => scope.claim(handed, "second"))).toBe(1);
  expect(await writesOf(() => scope.claim(handed, "third"))).toBe(1);
});

test("hundreds of rows are added and read whole", async () => {
  const table = await TestTable.create();
  const scope = table.open().scope("stream", "group");
  // More than the megabyte that one page of a scan holds.
  const parents = Array.from({ length: 40 }, (_, index) => `parent-${index}-${"x".repeat(200)}`);
  const rows = Array.from({ length: 250 }, (_, index) => ({
    ...row,
    id: `shard-${index}`,
    parents,
  }));
  await scope.add(rows);
  expect(await scope.rows()).toHaveLength(250);
});

test("createTable finds a table that is there", async () => {
  const table = await TestTable.create();
  const store = table.open();
  onTestFinished(() => store.close());
  await store.scope("stream", "group").add([row]);
  await store.createTable();
  expect(await store.scope("stream", "group").rows()).toHaveLength(1);
});

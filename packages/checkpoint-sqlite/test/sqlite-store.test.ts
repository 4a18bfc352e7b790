import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { SourceError } from "@millrace/core/connector";
import { expect, onTestFinished, test } from "vitest";

import { sqliteStore } from "../src/index.ts";
import { openFile } from "../src/open-file.ts";
import { temporaryFolder } from "./temporary-folder.ts";

function otherProcess(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  onTestFinished(() => database.close());
  return database;
}

test("a closed store refuses every act, by name", async () => {
  const store = sqliteStore({ file: join(temporaryFolder(), "state.db") });
  const scope = store.scope("stream", "group");
  await scope.add([{ id: "shard", parents: [], position: { at: "horizon" } }]);
  const [row] = await scope.rows();
  const claim = await scope.claim(row!, "worker");
  await store.close();

  const refused = { code: "MILLRACE_INVALID_STATE" };
  await expect(scope.rows()).rejects.toMatchObject(refused);
  await expect(scope.add([row!])).rejects.toMatchObject(refused);
  await expect(scope.claim(row!, "worker")).rejects.toMatchObject(refused);
  await expect(claim!.save({ at: "end" })).rejects.toMatchObject(refused);
  await expect(claim!.renew()).rejects.toThrow("the checkpoint store is closed");
});

test("a closed store leaves one file", async () => {
  const folder = temporaryFolder();
  const store = sqliteStore({ file: join(folder, "state.db") });
  await store.scope("s", "g").add([{ id: "a", parents: [], position: { at: "horizon" } }]);
  await store.close();
  expect(readdirSync(folder)).toEqual(["state.db"]);
});

test("a write that meets a long one of another process says so, and changes nothing", async () => {
  const file = join(temporaryFolder(), "state.db");
  const store = sqliteStore({ file, busyTimeoutMs: 20 });
  onTestFinished(() => store.close());
  const scope = store.scope("stream", "group");
  await scope.add([{ id: "shard", parents: [], position: { at: "horizon" } }]);
  const [row] = await scope.rows();
  const claim = await scope.claim(row!, "worker");
  const other = otherProcess(file);
  other.exec("BEGIN IMMEDIATE");

  const failed = claim!.save({ at: "end" });

  await expect(failed).rejects.toBeInstanceOf(SourceError);
  await expect(failed).rejects.toThrow(/saving in .*state\.db: database is locked/);
  await expect(failed).rejects.toMatchObject({ decision: "throttled" });
  other.exec("ROLLBACK");
  expect(await claim!.save({ at: "after", token: "1" })).toBe("held");
});

test("rows that are added together are all there or none", async () => {
  const file = join(temporaryFolder(), "state.db");
  const store = sqliteStore({ file });
  onTestFinished(() => store.close());
  otherProcess(file).exec(
    "CREATE TRIGGER planted BEFORE INSERT ON checkpoint WHEN NEW.id = 'c' BEGIN SELECT RAISE(ABORT, 'planted'); END",
  );
  const scope = store.scope("stream", "group");
  const rows = ["a", "b", "c"].map((id) => ({
    id,
    parents: [],
    position: { at: "horizon" } as const,
  }));

  await expect(scope.add(rows)).rejects.toThrow("adding rows in");

  expect(await scope.rows()).toEqual([]);
});

test("every commit is flushed to the disk", () => {
  // The setting is the connection's own, so it is read where it is made.
  const file = join(temporaryFolder(), "state.db");
  const store = sqliteStore({ file });
  onTestFinished(() => store.close());
  expect(openedSynchronously(file)).toBe(2);
});

/** `PRAGMA synchronous` of a connection that open-file.ts made. */
function openedSynchronously(file: string): unknown {
  const client = openFile({ file, busyTimeoutMs: 100 });
  try {
    return client.all("PRAGMA synchronous")[0]?.["synchronous"];
  } finally {
    client.close();
  }
}

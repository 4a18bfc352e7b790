import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { expect, onTestFinished, test } from "vitest";

import { SqliteClient } from "../src/client.ts";
import { sqliteStore } from "../src/index.ts";
import { applicationId, migrate, migrations, versionOf } from "../src/schema.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const steps = [
  "CREATE TABLE a (id INTEGER); INSERT INTO a VALUES (1)",
  "ALTER TABLE a ADD COLUMN b TEXT DEFAULT 'new'",
];

function openClient(file = join(temporaryFolder(), "state.db")): SqliteClient {
  const client = new SqliteClient(file, "write", 1_000);
  onTestFinished(() => client.close());
  return client;
}

function pragmaOf(file: string, name: string): unknown {
  const database = new DatabaseSync(file);
  const row = database.prepare(`PRAGMA ${name}`).get();
  database.close();
  return Object.values(row ?? {})[0];
}

test("a new file has our name, the last version and a write-ahead log", async () => {
  const file = join(temporaryFolder(), "state.db");
  await sqliteStore({ file }).close();
  expect(pragmaOf(file, "application_id")).toBe(applicationId);
  expect(pragmaOf(file, "user_version")).toBe(migrations.length);
  expect(pragmaOf(file, "journal_mode")).toBe("wal");
});

test("an empty file becomes a store", async () => {
  const file = join(temporaryFolder(), "state.db");
  writeFileSync(file, "");
  await sqliteStore({ file }).close();
  expect(pragmaOf(file, "user_version")).toBe(migrations.length);
});

test("a file of an older version goes through the steps it lacks, with its content", () => {
  const client = openClient();
  migrate(client, steps.slice(0, 1));
  migrate(client, steps);
  expect(versionOf(client)).toBe(2);
  expect(client.all("SELECT * FROM a")).toEqual([{ id: 1, b: "new" }]);
});

test("a file of the last version is left alone", () => {
  const client = openClient();
  migrate(client, steps);
  migrate(client, steps);
  expect(client.all("SELECT count(*) AS rows FROM a")).toEqual([{ rows: 1 }]);
});

test("a step that fails leaves the file as it was", () => {
  const client = openClient();
  migrate(client, steps.slice(0, 1));
  expect(() => migrate(client, [...steps, "CREATE TABLE a (again INTEGER)"])).toThrow(
    "already exists",
  );
  expect(versionOf(client)).toBe(1);
  expect(client.all("SELECT * FROM a")).toEqual([{ id: 1 }]);
});

test("a file that another process has brought forward is not brought forward twice", () => {
  const file = join(temporaryFolder(), "state.db");
  const [first, second] = [openClient(file), openClient(file)];
  migrate(first, steps);
  migrate(second, steps);
  expect(second.all("SELECT count(*) AS rows FROM a")).toEqual([{ rows: 1 }]);
});

test("the first version of the schema is not changed any more", () => {
  expect(migrations[0]).toMatchInlineSnapshot(`
    "PRAGMA application_id = 1834115427;
       CREATE TABLE checkpoint (
         scope TEXT NOT NULL,
         id TEXT NOT NULL,
         parents TEXT NOT NULL,
         position TEXT NOT NULL CHECK (position IN ('horizon', 'time', 'after', 'end')),
         token TEXT,
         since_ms REAL,
         tip_at_ms REAL,
         owner TEXT,
         heir TEXT,
         version INTEGER NOT NULL,
         fence INTEGER NOT NULL,
         PRIMARY KEY (scope, id)
       ) STRICT, WITHOUT ROWID;"
  `);
});

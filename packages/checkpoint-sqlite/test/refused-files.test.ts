import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { ConfigurationError } from "@millrace/core/connector";
import { expect, test } from "vitest";

import { sqliteStore } from "../src/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Everything in the folder, byte by byte, and when it was last written. */
function stateOf(folder: string): unknown {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const path = join(folder, name);
      return [
        name,
        statSync(path).mtimeMs,
        statSync(path).isFile() ? readFileSync(path, "hex") : "",
      ];
    });
}

/** Opens the store, which must be refused and must leave everything as it was. */
function refusal(file: string): string {
  const before = stateOf(dirname(file));
  let message: string | undefined;
  try {
    void sqliteStore({ file }).close();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    message = (error as ConfigurationError).message;
  }
  expect(stateOf(dirname(file))).toEqual(before);
  expect(message).toContain(`checkpoint store (SQLite): file: `);
  expect(message).toContain(basename(file));
  return message ?? "";
}

/** A file of ours with rows in it, closed. */
async function soundFile(): Promise<string> {
  const file = join(temporaryFolder(), "state.db");
  const store = sqliteStore({ file });
  const ids = Array.from({ length: 300 }, (_, index) => `shardId-${index}`);
  await store
    .scope("stream", "group")
    .add(ids.map((id) => ({ id, parents: [], position: { at: "horizon" } })));
  await store.close();
  return file;
}

function database(file: string, sql: string): void {
  const other = new DatabaseSync(file);
  other.exec(sql);
  other.close();
}

test("a file that is no database is refused", () => {
  const file = join(temporaryFolder(), "notes.txt");
  writeFileSync(file, "buy milk\n".repeat(100));
  expect(refusal(file)).toContain("is not a SQLite database");
});

test("a file that is too short for a database is refused", () => {
  const file = join(temporaryFolder(), "short");
  writeFileSync(file, "SQLite format 3\0");
  expect(refusal(file)).toContain("is not a SQLite database");
});

test.each([
  ["without a name", "CREATE TABLE customers (id INTEGER)"],
  ["with another name", "PRAGMA application_id = 1234; CREATE TABLE checkpoint (id INTEGER)"],
  ["in WAL mode", "PRAGMA journal_mode = WAL; CREATE TABLE customers (id INTEGER)"],
])("a database of another program, %s, is refused", (_, sql) => {
  const file = join(temporaryFolder(), "theirs.db");
  database(file, sql);
  expect(refusal(file)).toContain("is a database of another program");
});

test("a database of another program that is in use is refused", () => {
  const file = join(temporaryFolder(), "theirs.db");
  const other = new DatabaseSync(file);
  try {
    other.exec("PRAGMA journal_mode = WAL; CREATE TABLE customers (id INTEGER)");
    expect(refusal(file)).toContain("is a database of another program");
  } finally {
    other.close();
  }
});

test("a file whose pages are overwritten is refused as damaged", async () => {
  const file = await soundFile();
  const bytes = readFileSync(file);
  bytes.fill(0x5a, 4096, bytes.length - 4096);
  writeFileSync(file, bytes);
  const message = refusal(file);
  expect(message).toContain("is damaged");
  expect(message).toContain("Restore it from a copy, or move it away");
});

test("a file that was cut off is refused as damaged", async () => {
  const file = await soundFile();
  writeFileSync(file, readFileSync(file).subarray(0, 9_000));
  expect(refusal(file)).toContain("is damaged");
});

test("a file whose header is damaged is refused", async () => {
  const file = await soundFile();
  const bytes = readFileSync(file);
  bytes.fill(0, 20, 60);
  writeFileSync(file, bytes);
  expect(refusal(file)).toContain("is damaged");
});

test("a file of a newer version is refused, and says to update", async () => {
  const file = await soundFile();
  database(file, "PRAGMA user_version = 99");
  expect(refusal(file)).toMatch(/newer version.*schema is 99.*Update the package/);
});

test("a folder in place of the file is refused", () => {
  const file = join(temporaryFolder(), "state.db");
  mkdirSync(file);
  expect(refusal(file)).toContain("cannot be read");
});

test("a folder that is not there is named", () => {
  const file = join(temporaryFolder(), "none", "state.db");
  expect(() => sqliteStore({ file })).toThrow(
    /lies in .*none, which is not there.*Make the folder/,
  );
});

test("a damaged file that a crash has left open is refused, and its log is kept", async () => {
  const file = await soundFile();
  const other = new DatabaseSync(file);
  try {
    other.exec("UPDATE checkpoint SET version = version + 1 WHERE id = 'shardId-7'");
    const left = join(temporaryFolder(), "state.db");
    // As the files lie there at this moment, with nobody behind them.
    const bytes = readFileSync(file);
    bytes.fill(0x5a, bytes.length - 8192, bytes.length - 4096);
    writeFileSync(left, bytes);
    writeFileSync(`${left}-wal`, readFileSync(`${file}-wal`));
    const log = readFileSync(`${left}-wal`);

    expect(() => sqliteStore({ file: left })).toThrow("is damaged");

    expect(readFileSync(left).equals(bytes)).toBe(true);
    expect(readFileSync(`${left}-wal`).equals(log)).toBe(true);
  } finally {
    other.close();
  }
});

import { closeSync, existsSync, openSync, readSync } from "node:fs";

import { describeError } from "@millrace/core/connector";

import { sqliteCodeOf, sqliteCodes } from "./classify.ts";
import { type OpenMode, SqliteClient } from "./client.ts";
import { refuseFile } from "./options.ts";
import { applicationId, migrations, versionOf } from "./schema.ts";

/** Of a database file. Source: https://www.sqlite.org/fileformat.html, 1.3. */
const headerBytes = 100;
const magic = "SQLite format 3\0";
const applicationIdOffset = 68;

const useAnother = "Name another file";
const restore =
  "Restore it from a copy, or move it away to start anew: then every stream is read from its starting position";

/**
 * Makes sure that a file is ours and sound, without changing it or anything beside it.
 * @throws ConfigurationError when it is not.
 */
export function inspectFile(file: string, busyTimeoutMs: number): void {
  const header = readHeader(file);
  if (header.length === 0) return;
  if (header.length < headerBytes || header.toString("latin1", 0, magic.length) !== magic) {
    throw refuseFile(file, { problem: "is not a SQLite database", hint: useAnother });
  }
  if (header.readUInt32BE(applicationIdOffset) !== applicationId) {
    throw refuseFile(file, { problem: "is a database of another program", hint: useAnother });
  }
  // A crash while the file was made: SQLite takes that back as soon as it may write.
  if (existsSync(`${file}-journal`)) return;
  inspectContent(file, busyTimeoutMs);
}

/** The first bytes of the file; none when it is empty or not there. */
function readHeader(file: string): Buffer {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") {
      return Buffer.alloc(0);
    }
    throw refuseFile(file, { problem: `cannot be read: ${describeError(cause)}` }, cause);
  }
  try {
    const header = Buffer.alloc(headerBytes);
    return header.subarray(0, readSync(descriptor, header));
  } catch (cause) {
    throw refuseFile(file, { problem: `cannot be read: ${describeError(cause)}` }, cause);
  } finally {
    closeSync(descriptor);
  }
}

function inspectContent(file: string, busyTimeoutMs: number): void {
  // To read a file at rest as others write it would leave two files beside it.
  if (!isInUse(file)) {
    const verdict = check(file, "frozen", busyTimeoutMs);
    if (verdict === undefined) return;
    // Somebody began to write meanwhile, which this way of reading does not notice.
    if (!isInUse(file)) throw verdict;
  }
  const verdict = check(file, "read", busyTimeoutMs);
  if (verdict !== undefined) throw verdict;
}

/** A process has the file open, or died before it could close it. */
function isInUse(file: string): boolean {
  return existsSync(`${file}-wal`);
}

/** @returns why the file is refused. */
function check(file: string, mode: OpenMode, busyTimeoutMs: number): Error | undefined {
  let client: SqliteClient | undefined;
  try {
    client = new SqliteClient(file, mode, busyTimeoutMs);
    const [row] = client.all("PRAGMA quick_check(1)");
    const found = String(row?.["quick_check"]);
    if (found !== "ok") return damaged(file, found);
    const version = versionOf(client);
    if (version > migrations.length) {
      return refuseFile(file, {
        problem: `was written by a newer version of @millrace/checkpoint-sqlite: its schema is ${version}, and this one knows up to ${migrations.length}`,
        hint: "Update the package, or name another file",
      });
    }
    return undefined;
  } catch (cause) {
    const code = sqliteCodeOf(cause);
    if (code === sqliteCodes.corrupt || code === sqliteCodes.notADatabase) {
      return damaged(file, describeError(cause), cause);
    }
    return refuseFile(file, { problem: `cannot be opened: ${describeError(cause)}` }, cause);
  } finally {
    client?.close();
  }
}

function damaged(file: string, found: string, cause?: unknown): Error {
  const words = found.replaceAll(/\s+/g, " ");
  return refuseFile(file, { problem: `is damaged: ${words}`, hint: restore }, cause);
}

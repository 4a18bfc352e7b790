import { statSync } from "node:fs";
import { dirname } from "node:path";

import { ConfigurationError, describeError } from "@millrace/core/connector";

import { sqliteCodeOf, sqliteCodes } from "./classify.ts";
import { SqliteClient } from "./client.ts";
import { inspectFile } from "./inspect-file.ts";
import { type CheckedOptions, refuseFile } from "./options.ts";
import { migrate } from "./schema.ts";

const retryEveryMs = 10;

/**
 * Opens the file, makes it when it is not there, and brings it to the last version.
 * @throws ConfigurationError when it is not ours, is damaged, or cannot be written; it is left as it was.
 */
export function openFile({ file, busyTimeoutMs }: CheckedOptions): SqliteClient {
  checkFolder(file);
  inspectFile(file, busyTimeoutMs);
  let client: SqliteClient | undefined;
  try {
    client = new SqliteClient(file, "write", busyTimeoutMs);
    // In the journal mode that a new file has: its first content comes to be whole, with our name on it.
    migrate(client);
    enterWal(client, busyTimeoutMs);
    // What was committed outlives a power failure, not only a crash.
    client.run("PRAGMA synchronous = FULL");
    return client;
  } catch (cause) {
    client?.close();
    if (cause instanceof ConfigurationError) throw cause;
    throw refuseFile(file, { problem: `cannot be opened: ${describeError(cause)}` }, cause);
  }
}

/**
 * Readers do not block the writer, nor it them. The change of mode needs the file for itself for a moment,
 * and SQLite does not wait for that.
 */
function enterWal(client: SqliteClient, busyTimeoutMs: number): void {
  for (let waitedMs = 0; ; waitedMs += retryEveryMs) {
    try {
      const [row] = client.all("PRAGMA journal_mode = WAL");
      if (row?.["journal_mode"] === "wal") return;
      throw new Error("its file system does not allow SQLite's write-ahead log");
    } catch (error) {
      if (sqliteCodeOf(error) !== sqliteCodes.busy || waitedMs >= busyTimeoutMs) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryEveryMs);
    }
  }
}

function checkFolder(file: string): void {
  const folder = dirname(file);
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  throw refuseFile(file, {
    problem: `lies in ${folder}, which is ${found === undefined ? "not there" : "not a folder"}`,
    hint: found === undefined ? "Make the folder first" : "Name another file",
  });
}

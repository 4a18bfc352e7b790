import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

/** A row as SQLite gives it. */
export type SqlRow = Readonly<Record<string, unknown>>;
export type SqlValues = Readonly<Record<string, SQLInputValue>>;

/**
 * How a file is opened:
 * - `write`: made when it is not there.
 * - `read`: read, beside others who write.
 * - `frozen`: read as if nobody wrote: no lock is taken, and no file made beside it.
 */
export type OpenMode = "write" | "read" | "frozen";

/** A connection to a file. Synchronous, as SQLite is. This is the only file that runs `node:sqlite`. */
export class SqliteClient {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws Error of SQLite when the file cannot be opened. */
  constructor(file: string, mode: OpenMode, busyTimeoutMs: number) {
    this.#database = new DatabaseSync(locationOf(file, mode), {
      readOnly: mode !== "write",
      timeout: busyTimeoutMs,
      // What is misspelt is to be an error, not a text.
      enableDoubleQuotedStringLiterals: false,
    });
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  /**
   * Runs one statement to its end and gives its rows; those of a write come by its RETURNING clause. A
   * statement that is left before its end does not say when its commit fails.
   */
  all(sql: string, values: SqlValues = {}): readonly SqlRow[] {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    }
    return statement.all(values as Record<string, SQLInputValue>);
  }

  /** Runs statements of our own that take no values. */
  run(sql: string): void {
    this.#database.exec(sql);
  }

  /** Runs `work` in a transaction that has the right to write from its first moment on. */
  transaction<Result>(work: () => Result): Result {
    this.run("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.run("COMMIT");
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.run("ROLLBACK");
      throw error;
    }
  }

  /** Idempotent. */
  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }
}

function locationOf(file: string, mode: OpenMode): string | URL {
  if (mode !== "frozen") return file;
  const url = pathToFileURL(file);
  url.search = "immutable=1";
  return url;
}

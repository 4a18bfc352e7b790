import { MillraceError } from "@millrace/core/connector";

import { classify } from "./classify.ts";
import type { SqliteClient, SqlRow, SqlValues } from "./client.ts";

/** The open file, as scopes and claims use it: one statement per act. */
export class StoreFile {
  readonly #client: SqliteClient;
  readonly #file: string;

  constructor(client: SqliteClient, file: string) {
    this.#client = client;
    this.#file = file;
  }

  /**
   * Runs one statement.
   * @throws SourceError when the file cannot be read or written now.
   * @throws MillraceError MILLRACE_INVALID_STATE when the store is closed.
   */
  act(name: string, sql: string, values: SqlValues): readonly SqlRow[] {
    return this.#try(name, () => this.#client.all(sql, values));
  }

  /** Runs one statement for each of these values, all or nothing. */
  actOnAll(name: string, sql: string, all: readonly SqlValues[]): void {
    this.#try(name, () => {
      this.#client.transaction(() => {
        for (const values of all) this.#client.all(sql, values);
      });
    });
  }

  close(): void {
    this.#client.close();
  }

  #try<Result>(name: string, act: () => Result): Result {
    const action = `${name} in ${this.#file}`;
    if (!this.#client.isOpen) {
      throw new MillraceError(
        "MILLRACE_INVALID_STATE",
        `${action}: the checkpoint store is closed`,
      );
    }
    try {
      return act();
    } catch (error) {
      throw classify(error, action);
    }
  }
}

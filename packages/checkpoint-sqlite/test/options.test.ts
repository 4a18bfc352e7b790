import { ConfigurationError } from "@millrace/core/connector";
import { expect, test } from "vitest";

import { sqliteStore, type SqliteStoreOptions } from "../src/index.ts";

function refusalOf(options: unknown): ConfigurationError {
  try {
    void sqliteStore(options as SqliteStoreOptions).close();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return error as ConfigurationError;
  }
  throw new Error("the options were accepted");
}

test.each([
  [{}, "file"],
  [{ file: "" }, "file: must be of length 1 or more"],
  [{ file: ":memory:" }, "file: must be the path of a file, not :memory: or a URL"],
  [{ file: "file:state.db?mode=ro" }, "not :memory: or a URL"],
  [{ file: "a\0b" }, "file: must not hold a NUL character"],
  [{ file: 7 }, "file"],
  [{ file: "state.db", busyTimeoutMs: 60_001 }, "busyTimeoutMs"],
  [{ file: "state.db", busyTimeoutMs: 0.5 }, "busyTimeoutMs"],
  [{ file: "state.db", path: "x" }, "path: is not an option here"],
  [undefined, "checkpoint store (SQLite)"],
])("%j is refused: %s", (options, words) => {
  const { code, message } = refusalOf(options);
  expect(code).toBe("MILLRACE_INVALID_OPTION");
  expect(message).toContain("checkpoint store (SQLite): ");
  expect(message).toContain(words);
});

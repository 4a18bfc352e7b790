import type { CheckpointStore } from "@millrace/core/connector";

import { openFile } from "./open-file.ts";
import { checkOptions, type SqliteStoreOptions } from "./options.ts";
import { SqliteScope } from "./sqlite-scope.ts";
import { StoreFile } from "./store-file.ts";

/**
 * Positions and leases in a SQLite file: for one machine, with as many processes as you like. What is
 * saved outlives a crash, a SIGKILL and a power failure.
 *
 * @throws ConfigurationError when an option is refused, or the file is not ours, damaged, or cannot be
 *   written. It is left as it was.
 */
export function sqliteStore(options: SqliteStoreOptions): CheckpointStore {
  const checked = checkOptions(options);
  const file = new StoreFile(openFile(checked), checked.file);
  return {
    scope: (source, group) => new SqliteScope(file, JSON.stringify([source, group])),
    close: async () => file.close(),
  };
}

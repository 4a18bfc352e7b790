/** Positions and leases of Millrace's streams in a SQLite file. */
export type { SqliteStoreOptions } from "./options.ts";
export { sqliteStore } from "./sqlite-store.ts";

import type { SqliteClient } from "./client.ts";

/** "mRac", in the file's header: whose file it is. */
export const applicationId = 0x6d_52_61_63;

/**
 * What makes a file of one version one of the next; the first begins with an empty file. Entries are added
 * at the end and never changed: files in the field have been through them.
 */
export const migrations: readonly string[] = [
  `PRAGMA application_id = ${applicationId};
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
   ) STRICT, WITHOUT ROWID;`,
];

/** The version of the schema that the file has; 0 for an empty one. */
export function versionOf(client: SqliteClient): number {
  const [row] = client.all("PRAGMA user_version");
  return Number(row?.["user_version"]);
}

/**
 * Brings the file to the last version, all or nothing. Several processes may try at once: the first does
 * it, and the others find it done.
 */
export function migrate(client: SqliteClient, steps: readonly string[] = migrations): void {
  if (versionOf(client) >= steps.length) return;
  client.transaction(() => {
    for (const step of steps.slice(versionOf(client))) client.run(step);
    client.run(`PRAGMA user_version = ${Math.max(versionOf(client), steps.length)}`);
  });
}

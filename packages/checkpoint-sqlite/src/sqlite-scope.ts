import type { CheckpointScope, NewShardRow, ShardClaim, ShardRow } from "@millrace/core/connector";

import { newRowColumns, toShardRow } from "./row.ts";
import { SqliteClaim } from "./sqlite-claim.ts";
import type { StoreFile } from "./store-file.ts";

const selectRows = "SELECT * FROM checkpoint WHERE scope = :scope ORDER BY id";

const insertRow = `
  INSERT INTO checkpoint (scope, id, parents, position, token, since_ms, version, fence)
  VALUES (:scope, :id, :parents, :position, :token, :sinceMs, 0, 0)
  ON CONFLICT DO NOTHING`;

/** The version is the guard; the owner is compared because what was seen may be made up. */
const asSeen = "scope = :scope AND id = :id AND version = :version AND owner IS :owner";

const claimRow = `
  UPDATE checkpoint
  SET owner = :worker, heir = NULL, version = version + 1, fence = fence + (owner IS NOT :worker)
  WHERE ${asSeen}
  RETURNING *`;

/** The version stays: the owner's heartbeat must not break over a question. */
const offerRow = `
  UPDATE checkpoint SET heir = :heir
  WHERE scope = :scope AND id = :id AND owner = :owner AND heir IS NULL
  RETURNING id`;

const deleteRow = `DELETE FROM checkpoint WHERE ${asSeen} AND position = 'end' RETURNING id`;

/** The rows of one stream in one consumer group. */
export class SqliteScope implements CheckpointScope {
  readonly #file: StoreFile;
  readonly #scope: string;

  constructor(file: StoreFile, scope: string) {
    this.#file = file;
    this.#scope = scope;
  }

  async rows(): Promise<readonly ShardRow[]> {
    return this.#file.act("reading rows", selectRows, { scope: this.#scope }).map(toShardRow);
  }

  async add(rows: readonly NewShardRow[]): Promise<void> {
    if (rows.length === 0) return;
    const scope = this.#scope;
    const all = rows.map((row) => ({ scope, ...newRowColumns(row) }));
    this.#file.actOnAll("adding rows", insertRow, all);
  }

  async claim(seen: ShardRow, worker: string): Promise<ShardClaim | undefined> {
    const [row] = this.#file.act("claiming", claimRow, { ...this.#asSeen(seen), worker });
    if (row === undefined) return undefined;
    return new SqliteClaim(this.#file, this.#scope, toShardRow(row), row["fence"] as number);
  }

  async offer(seen: ShardRow, heir: string): Promise<boolean> {
    const { id, owner } = seen;
    if (owner === undefined) return false;
    const values = { scope: this.#scope, id, owner, heir };
    return this.#file.act("offering", offerRow, values).length === 1;
  }

  async forget(seen: ShardRow): Promise<boolean> {
    return this.#file.act("forgetting", deleteRow, this.#asSeen(seen)).length === 1;
  }

  #asSeen({ id, version, owner }: ShardRow): {
    scope: string;
    id: string;
    version: number;
    owner: string | null;
  } {
    return { scope: this.#scope, id, version, owner: owner ?? null };
  }
}

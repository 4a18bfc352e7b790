import type { ShardClaim, ShardPosition, ShardRow, Standing } from "@millrace/core/connector";

import type { SqlRow } from "./client.ts";
import { positionColumns } from "./row.ts";
import type { StoreFile } from "./store-file.ts";

const asHeld = "scope = :scope AND id = :id AND version = :version AND owner = :owner";

const renewRow = `
  UPDATE checkpoint SET version = version + 1, tip_at_ms = coalesce(:tipAtMs, tip_at_ms)
  WHERE ${asHeld}
  RETURNING heir`;

const saveRow = `
  UPDATE checkpoint SET version = version + 1, position = :position, token = :token
  WHERE ${asHeld}
  RETURNING heir`;

/** An update sees the values from before it: the owner becomes the heir that there was. */
const releaseRow = `
  UPDATE checkpoint
  SET version = version + 1, owner = heir, heir = NULL, fence = fence + (heir IS NOT NULL)
  WHERE ${asHeld}
  RETURNING id`;

/**
 * A claim on a row of the file. A write that fails has not been made, so there is none whose answer could
 * be lost.
 */
export class SqliteClaim implements ShardClaim {
  readonly fence: number;
  readonly row: ShardRow;
  readonly #file: StoreFile;
  readonly #scope: string;
  #version: number;

  constructor(file: StoreFile, scope: string, row: ShardRow, fence: number) {
    this.#file = file;
    this.#scope = scope;
    this.row = row;
    this.fence = fence;
    this.#version = row.version;
  }

  async renew(tipAtMs?: number): Promise<Standing> {
    const values = { ...this.#asHeld(), tipAtMs: tipAtMs ?? null };
    return this.#standing(this.#file.act("renewing", renewRow, values));
  }

  async save(position: ShardPosition): Promise<Standing> {
    const values = { ...this.#asHeld(), ...positionColumns(position) };
    return this.#standing(this.#file.act("saving", saveRow, values));
  }

  async release(): Promise<void> {
    this.#file.act("releasing", releaseRow, this.#asHeld());
  }

  #standing([row]: readonly SqlRow[]): Standing {
    if (row === undefined) return "lost";
    this.#version += 1;
    return row["heir"] === null ? "held" : "wanted";
  }

  #asHeld(): { scope: string; id: string; version: number; owner: string } {
    const { id, owner = "" } = this.row;
    return { scope: this.#scope, id, version: this.#version, owner };
  }
}

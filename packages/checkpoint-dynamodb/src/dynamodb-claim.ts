import type { ShardClaim, ShardPosition, ShardRow, Standing } from "@millrace/core/connector";

import { counterOf, heirOf, ownerOf } from "./lease-item.ts";
import type { LeaseTable } from "./lease-table.ts";
import { type Held, handOverWrite, releaseWrite, renewWrite, saveWrite } from "./lease-writes.ts";
import type { Item, Write } from "./table-client.ts";

export interface DynamoDbClaimOptions {
  readonly table: LeaseTable;
  readonly leaseKey: string;
  readonly claimId: string;
  readonly worker: string;
  /** As the claim has left it. */
  readonly row: ShardRow;
  readonly childrenOf: (id: string) => readonly string[];
}

/** A lost answer costs one more write, an offer at the moment of the release another. */
const writesPerAct = 4;

/**
 * A claim on a row of the table.
 *
 * A write that is refused may have been refused by this claim's own: its answer was lost, and it was
 * repeated. The row then bears the mark of this claim, which nobody else writes, and its counter is one
 * further; the act goes on from there.
 */
export class DynamoDbClaim implements ShardClaim {
  readonly fence: number;
  readonly row: ShardRow;
  readonly #options: DynamoDbClaimOptions;
  #version: number;
  #wanted: boolean;
  #released = false;

  constructor(options: DynamoDbClaimOptions) {
    const { row } = options;
    this.#options = options;
    this.row = row;
    this.fence = row.version;
    this.#version = row.version;
    this.#wanted = row.heir !== undefined;
  }

  renew(tipAtMs?: number): Promise<Standing> {
    return this.#write("renewing", (held) => renewWrite(held, tipAtMs));
  }

  save(position: ShardPosition): Promise<Standing> {
    const children = position.at === "end" ? this.#options.childrenOf(this.row.id) : [];
    return this.#write("saving", (held) => saveWrite(held, position, children));
  }

  async release(): Promise<void> {
    if (this.#released) return;
    await this.#write("releasing", (held) =>
      this.#wanted ? handOverWrite(held) : releaseWrite(held),
    );
    this.#released = true;
  }

  async #write(action: string, build: (held: Held) => Write): Promise<Standing> {
    if (this.#released) return "lost";
    for (let writes = 0; writes < writesPerAct; writes += 1) {
      const { table, leaseKey, worker } = this.#options;
      const write = build({ leaseKey, worker, version: this.#version });
      const { written, item } = await table.write(action, write);
      if (written) {
        this.#version += 1;
        this.#wanted = item !== undefined && heirOf(item) !== undefined;
        return this.#wanted ? "wanted" : "held";
      }
      if (!this.#recognise(item)) return "lost";
    }
    return "lost";
  }

  /** True when the row is still this claim's, as an earlier write or an offer has left it. */
  #recognise(item: Item | undefined): boolean {
    const { claimId, worker } = this.#options;
    if (item?.["mrClaim"]?.S !== claimId || ownerOf(item) !== worker) return false;
    this.#version = counterOf(item);
    this.#wanted = heirOf(item) !== undefined;
    return true;
  }
}

import {
  type CheckpointScope,
  type NewShardRow,
  type Random,
  type ShardClaim,
  type ShardRow,
  SourceError,
} from "@millrace/core/connector";

import { DynamoDbClaim } from "./dynamodb-claim.ts";
import { isRow, toShardRow } from "./lease-item.ts";
import type { LeaseKeys } from "./lease-keys.ts";
import type { LeaseTable } from "./lease-table.ts";
import { addWrite, claimWrite, forgetWrite, offerWrite } from "./lease-writes.ts";
import type { Item } from "./table-client.ts";

/** Rows that are added at once: a reshard brings hundreds. */
const addsAtOnce = 16;

/** The rows of one stream in one consumer group. */
export class DynamoDbScope implements CheckpointScope {
  readonly #table: LeaseTable;
  readonly #keys: LeaseKeys;
  readonly #random: Random;
  /** Children by parent, of the rows that were seen or added here last. */
  readonly #children = new Map<string, Set<string>>();

  constructor(table: LeaseTable, keys: LeaseKeys, random: Random) {
    this.#table = table;
    this.#keys = keys;
    this.#random = random;
  }

  async rows(): Promise<readonly ShardRow[]> {
    const items = await this.#table.scan(this.#keys.filter);
    const rows = items.filter(isRow).flatMap((item) => this.#rowOf(item));
    this.#children.clear();
    this.#noteChildren(rows);
    return rows;
  }

  async add(rows: readonly NewShardRow[]): Promise<void> {
    this.#noteChildren(rows);
    for (let from = 0; from < rows.length; from += addsAtOnce) {
      const added = await Promise.allSettled(
        rows.slice(from, from + addsAtOnce).map((row) => this.#addOne(row)),
      );
      const failed = added.find((result) => result.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    }
  }

  async #addOne(row: NewShardRow): Promise<void> {
    const { id } = row;
    const write = addWrite(this.#keys.keyOf(id), row, this.#keys.namesOf(id));
    const { written, item } = await this.#table.write("adding a row", write);
    if (!written && item !== undefined) this.#checkOwn(item);
  }

  async claim(seen: ShardRow, worker: string): Promise<ShardClaim | undefined> {
    const claimId = this.#random.uuid();
    const write = claimWrite(this.#keys.keyOf(seen.id), seen, worker, claimId);
    const { written, item } = await this.#table.write("claiming", write);
    // The SDK may have repeated a claim whose answer was lost: it then meets its own.
    if (item === undefined || (!written && item["mrClaim"]?.S !== claimId)) return undefined;
    return new DynamoDbClaim({
      table: this.#table,
      leaseKey: this.#keys.keyOf(seen.id),
      claimId,
      worker,
      row: toShardRow(seen.id, item),
      childrenOf: (id) => [...(this.#children.get(id) ?? [])],
    });
  }

  async offer(seen: ShardRow, heir: string): Promise<boolean> {
    const { id, owner } = seen;
    if (owner === undefined) return false;
    const write = offerWrite(this.#keys.keyOf(id), owner, heir);
    return (await this.#table.write("offering", write)).written;
  }

  async forget(seen: ShardRow): Promise<boolean> {
    const write = forgetWrite(this.#keys.keyOf(seen.id), seen);
    return (await this.#table.write("forgetting", write)).written;
  }

  #rowOf(item: Item): readonly ShardRow[] {
    const leaseKey = item["leaseKey"]?.S;
    if (leaseKey === undefined) {
      throw new SourceError(
        "refused",
        `table ${this.#table.name} is no checkpoint table: it has items without leaseKey. Name another table`,
      );
    }
    this.#checkOwn(item);
    const id = this.#keys.idOf(leaseKey);
    return id === undefined ? [] : [toShardRow(id, item)];
  }

  /** Rows of two streams in one table would be taken for one another's. */
  #checkOwn(item: Item): void {
    if (this.#keys.isOwn(item)) return;
    throw new SourceError(
      "refused",
      `checkpoint table ${this.#table.name} holds rows of another stream or group, ${item["mrScope"]?.S}: with the layout "kcl" a table serves one. Name another table, or use the layout "shared"`,
    );
  }

  #noteChildren(rows: readonly NewShardRow[]): void {
    for (const { id, parents } of rows) {
      for (const parent of parents) {
        const known = this.#children.get(parent);
        if (known === undefined) this.#children.set(parent, new Set([id]));
        else known.add(id);
      }
    }
  }
}

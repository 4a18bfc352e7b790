import { type NewShardRow, type ShardRow, SourceError } from "@millrace/core/connector";

import { fromCheckpoint, toCheckpoint } from "./checkpoint.ts";
import type { Item } from "./table-client.ts";

/** Of what the Kinesis Client Library keeps in one table since 3.5: the kinds that are rows of ours. */
const rowKinds: readonly string[] = ["LEASE", "MILLRACE"];

/**
 * A row as an item: the attributes and names of the Kinesis Client Library's lease, and beside them `mr…`
 * of our own, which it leaves alone.
 * Source: awslabs/amazon-kinesis-client, DynamoDBLeaseSerializer.
 */
export function newLeaseItem(leaseKey: string, row: NewShardRow, names: Item): Item {
  const { id, parents, position, sinceMs } = row;
  return {
    leaseKey: { S: leaseKey },
    ...toCheckpoint(position),
    leaseCounter: { N: "0" },
    ownerSwitchesSinceCheckpoint: { N: "0" },
    ...(parents.length === 0 ? {} : { parentShardId: { SS: [...new Set(parents)] } }),
    ...(sinceMs === undefined ? {} : { mrSince: { N: String(sinceMs) } }),
    // Rows that are no shards: the library skips kinds that it does not know.
    ...(id.startsWith("#") ? { entityType: { S: "MILLRACE" } } : {}),
    ...names,
  };
}

/** True for a lease or a row of the engine's own, false for what else the library keeps in its table. */
export function isRow({ entityType }: Item): boolean {
  return entityType?.S === undefined || rowKinds.includes(entityType.S);
}

/**
 * An item as the engine knows it. During a hand-off `leaseOwner` is the next owner, and `checkpointOwner`
 * the one who may still save.
 * @throws SourceError for an item that is no lease.
 */
export function toShardRow(id: string, item: Item): ShardRow {
  const { parentShardId, mrSince, mrTipAt } = item;
  const owner = ownerOf(item);
  const heir = heirOf(item);
  return {
    id,
    parents: parentShardId?.SS ?? [],
    position: fromCheckpoint(item),
    version: counterOf(item),
    ...(mrSince?.N === undefined ? {} : { sinceMs: Number(mrSince.N) }),
    ...(mrTipAt?.N === undefined ? {} : { tipAtMs: Number(mrTipAt.N) }),
    ...(owner === undefined ? {} : { owner }),
    ...(heir === undefined ? {} : { heir }),
  };
}

/** Who may save. */
export function ownerOf({ checkpointOwner, leaseOwner }: Item): string | undefined {
  return checkpointOwner?.S ?? leaseOwner?.S;
}

/** Who gets the row when it is released. */
export function heirOf({ checkpointOwner, leaseOwner }: Item): string | undefined {
  return checkpointOwner?.S === undefined ? undefined : leaseOwner?.S;
}

/** The heartbeat and the guard. @throws SourceError for an item that is no lease. */
export function counterOf(item: Item): number {
  const counter = Number(item["leaseCounter"]?.N);
  if (Number.isSafeInteger(counter)) return counter;
  throw new SourceError(
    "refused",
    `the item ${item["leaseKey"]?.S ?? "without leaseKey"} of the checkpoint table is no lease: it has no leaseCounter. Remove it, or name another table`,
  );
}

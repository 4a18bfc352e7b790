import type { NewShardRow, ShardPosition, ShardRow } from "@millrace/core/connector";

import { shardEnd, toCheckpoint } from "./checkpoint.ts";
import { newLeaseItem } from "./lease-item.ts";
import type { Item, Write } from "./table-client.ts";

/** Every act of the store is one of these conditional writes; no name in them is a reserved word. */

const isOwner = (who: string): string =>
  `(checkpointOwner = ${who} OR (attribute_not_exists(checkpointOwner) AND leaseOwner = ${who}))`;
const isFree = "attribute_not_exists(leaseOwner) AND attribute_not_exists(checkpointOwner)";
const oneMoreSwitch =
  "ownerSwitchesSinceCheckpoint = if_not_exists(ownerSwitchesSinceCheckpoint, :zero) + :switched";

const text = (value: string): { S: string } => ({ S: value });
const number = (value: number): { N: string } => ({ N: String(value) });
const keyed = (leaseKey: string): Item => ({ leaseKey: text(leaseKey) });

export function addWrite(leaseKey: string, row: NewShardRow, names: Item): Write {
  return {
    act: "put",
    item: newLeaseItem(leaseKey, row, names),
    condition: "attribute_not_exists(leaseKey)",
  };
}

/** The row is as it was seen; the owner is compared because what was seen may be made up. */
function asSeen({ owner, version }: ShardRow): { condition: string; values: Item } {
  const values = { ":seen": number(version) };
  return owner === undefined
    ? { condition: `leaseCounter = :seen AND ${isFree}`, values }
    : {
        condition: `leaseCounter = :seen AND ${isOwner(":owner")}`,
        values: { ...values, ":owner": text(owner) },
      };
}

/** @param claimId marks the claim's writes, so that they are known again. */
export function claimWrite(
  leaseKey: string,
  seen: ShardRow,
  worker: string,
  claimId: string,
): Write {
  const { condition, values } = asSeen(seen);
  return {
    act: "update",
    key: keyed(leaseKey),
    condition,
    update: `SET leaseOwner = :worker, leaseCounter = :next, mrClaim = :claim, ${oneMoreSwitch} REMOVE checkpointOwner`,
    values: {
      ...values,
      ":worker": text(worker),
      ":next": number(seen.version + 1),
      ":claim": text(claimId),
      ":zero": number(0),
      ":switched": number(seen.owner === worker ? 0 : 1),
    },
  };
}

/** The counter stays: the owner's heartbeat must not break over a question. */
export function offerWrite(leaseKey: string, owner: string, heir: string): Write {
  return {
    act: "update",
    key: keyed(leaseKey),
    condition: "leaseOwner = :owner AND attribute_not_exists(checkpointOwner)",
    update: "SET leaseOwner = :heir, checkpointOwner = :owner",
    values: { ":owner": text(owner), ":heir": text(heir) },
  };
}

export function forgetWrite(leaseKey: string, seen: ShardRow): Write {
  const { condition, values } = asSeen(seen);
  return {
    act: "delete",
    key: keyed(leaseKey),
    condition: `${condition} AND checkpoint = :end`,
    values: { ...values, ":end": text(shardEnd) },
  };
}

/** What a claim knows when it writes. */
export interface Held {
  readonly leaseKey: string;
  readonly worker: string;
  /** The counter that the claim has last read or written. */
  readonly version: number;
}

function asHeld({ leaseKey, worker, version }: Held): { key: Item; values: Item } {
  return {
    key: keyed(leaseKey),
    values: { ":me": text(worker), ":seen": number(version), ":next": number(version + 1) },
  };
}

export function renewWrite(held: Held, tipAtMs: number | undefined): Write {
  const { key, values } = asHeld(held);
  return {
    act: "update",
    key,
    condition: `leaseCounter = :seen AND ${isOwner(":me")}`,
    update: `SET leaseCounter = :next${tipAtMs === undefined ? "" : ", mrTipAt = :tipAt"}`,
    values: { ...values, ...(tipAtMs === undefined ? {} : { ":tipAt": number(tipAtMs) }) },
  };
}

/** What a two-phase checkpoint of the library has left is void with the next checkpoint. */
const pending = "pendingCheckpoint, pendingCheckpointSubSequenceNumber, pendingCheckpointState";

/** @param children are noted at the end of a shard: the library cleans up by them. */
export function saveWrite(
  held: Held,
  position: ShardPosition,
  children: readonly string[] = [],
): Write {
  const { key, values } = asHeld(held);
  const { checkpoint, checkpointSubSequenceNumber, mrLost } = toCheckpoint(position);
  const set = [
    "checkpoint = :checkpoint",
    "checkpointSubSequenceNumber = :sub",
    "leaseCounter = :next",
    "ownerSwitchesSinceCheckpoint = :zero",
    ...(mrLost === undefined ? [] : ["mrLost = :lost"]),
    ...(children.length === 0 ? [] : ["childShardIds = :children"]),
  ];
  return {
    act: "update",
    key,
    condition: `leaseCounter = :seen AND ${isOwner(":me")}`,
    update: `SET ${set.join(", ")} REMOVE ${pending}${mrLost === undefined ? ", mrLost" : ""}`,
    values: {
      ...values,
      ":checkpoint": checkpoint,
      ":sub": checkpointSubSequenceNumber,
      ":zero": number(0),
      ...(mrLost === undefined ? {} : { ":lost": mrLost }),
      ...(children.length === 0 ? {} : { ":children": { SS: children } }),
    },
  };
}

/** Nobody asked for the row: it is free. */
export function releaseWrite(held: Held): Write {
  const { key, values } = asHeld(held);
  return {
    act: "update",
    key,
    condition:
      "leaseCounter = :seen AND leaseOwner = :me AND attribute_not_exists(checkpointOwner)",
    update: "SET leaseCounter = :next REMOVE leaseOwner",
    values,
  };
}

/** Somebody asked for the row: it is theirs. */
export function handOverWrite(held: Held): Write {
  const { key, values } = asHeld(held);
  return {
    act: "update",
    key,
    condition: "leaseCounter = :seen AND checkpointOwner = :me",
    update: `SET leaseCounter = :next, ${oneMoreSwitch} REMOVE checkpointOwner`,
    values: { ...values, ":zero": number(0), ":switched": number(1) },
  };
}

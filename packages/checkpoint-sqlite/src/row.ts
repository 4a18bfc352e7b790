import type { NewShardRow, ShardPosition, ShardRow } from "@millrace/core/connector";

import type { SqlRow, SqlValues } from "./client.ts";

/** The columns of a position: what it is, and the token or the lost position that goes with it. */
export function positionColumns(position: ShardPosition): {
  position: string;
  token: string | null;
} {
  switch (position.at) {
    case "horizon":
    case "time":
      return { position: position.at, token: null };
    case "after":
      return { position: "after", token: position.token };
    case "end":
      return { position: "end", token: position.lost ?? null };
    default:
      return position satisfies never;
  }
}

/** The columns of a new row. */
export function newRowColumns(row: NewShardRow): SqlValues {
  const { id, parents, position, sinceMs } = row;
  return {
    id,
    parents: JSON.stringify(parents),
    ...positionColumns(position),
    sinceMs: sinceMs ?? null,
  };
}

/** A row of the table, as the engine knows it. */
export function toShardRow(row: SqlRow): ShardRow {
  const { since_ms: sinceMs, tip_at_ms: tipAtMs, owner, heir } = row;
  return {
    id: row["id"] as string,
    parents: JSON.parse(row["parents"] as string) as readonly string[],
    position: toPosition(row["position"] as ShardPosition["at"], row["token"] as string | null),
    ...(typeof sinceMs === "number" ? { sinceMs } : {}),
    ...(typeof owner === "string" ? { owner } : {}),
    ...(typeof heir === "string" ? { heir } : {}),
    ...(typeof tipAtMs === "number" ? { tipAtMs } : {}),
    version: row["version"] as number,
  };
}

function toPosition(at: ShardPosition["at"], token: string | null): ShardPosition {
  switch (at) {
    case "horizon":
    case "time":
      return { at };
    case "after":
      return { at, token: token ?? "" };
    case "end":
      return token === null ? { at } : { at, lost: token };
    default:
      return at satisfies never;
  }
}

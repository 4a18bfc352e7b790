import type { CheckpointStore, StartingPosition } from "@millrace/core/connector";

/** A stream, and where its shards start that have no row yet. */
export interface StreamChoice {
  readonly streamArn: string;
  readonly startingPosition: StartingPosition | undefined;
}

/**
 * Which of a table's streams this group reads. One that it has begun and not finished comes before a
 * later one, or the order of an item's changes would be lost; and the one behind a begun stream is read
 * from its beginning. A group that has begun none takes the newest.
 *
 * @param streamArns oldest first.
 * @param startingPosition of the mapping.
 */
export async function chooseStream(
  streamArns: readonly string[],
  store: CheckpointStore,
  group: string,
  startingPosition: StartingPosition | undefined,
): Promise<StreamChoice | undefined> {
  let begun: string | undefined;
  let next: string | undefined;
  for (const streamArn of streamArns) {
    const rows = (await store.scope(streamArn, group).rows()).filter(
      (row) => !row.id.startsWith("#"),
    );
    if (rows.length === 0) {
      if (begun !== undefined) next ??= streamArn;
      continue;
    }
    const follows = begun !== undefined;
    if (rows.some((row) => row.position.at !== "end"))
      return { streamArn, startingPosition: follows ? "TRIM_HORIZON" : startingPosition };
    begun = streamArn;
    next = undefined;
  }
  if (next !== undefined) return { streamArn: next, startingPosition: "TRIM_HORIZON" };
  const streamArn = begun ?? streamArns.at(-1);
  return streamArn === undefined ? undefined : { streamArn, startingPosition };
}

import type {
  Bootstrap,
  ListedShard,
  ShardStart,
  StartingPosition,
} from "@millrace/core/connector";

/** The service's clock and that of the worker that came first may differ by so much. */
const skewMs = 60_000;

/**
 * Where a shard starts that nobody has read yet. A pure function of the shard, the first start of the
 * group and the listing: a late page, a second worker or a crash half way cannot change the answer.
 *
 * With LATEST, a shard that is younger than the first start is read from its beginning: opened at its tip,
 * it would lose what was written before it was found. An older one that was over by then is done; any
 * other starts at the time of the first start. Where ids do not tell the time, reading from that time on
 * is right for every shard.
 */
export function startOf(
  shard: ListedShard,
  { atMs, listing }: Bootstrap,
  startingPosition: StartingPosition | undefined,
): ShardStart {
  if (startingPosition !== "LATEST") return { position: { at: "horizon" } };
  const pinnedMs = atMs - skewMs;
  const { createdAtMs } = shard;
  if (createdAtMs !== undefined && createdAtMs >= pinnedMs) return { position: { at: "horizon" } };
  const over =
    createdAtMs !== undefined &&
    listing.some(
      (other) =>
        other.parents.includes(shard.id) &&
        other.createdAtMs !== undefined &&
        other.createdAtMs < pinnedMs,
    );
  return over ? { position: { at: "end" } } : { position: { at: "time" }, sinceMs: atMs };
}

import { type ListedShard, SourceError } from "@millrace/core/connector";

import { classify } from "./classify.ts";
import { type ListingsOptions, toListedShard } from "./listings.ts";

/** With more calls ahead than this, the periodic listing is as fast. */
const longestQueueMs = 5_000;

/**
 * The children of a closed shard, as the service shows them now. What it answers is checked: some
 * servers ignore the filter and list every shard, the asked one among them.
 * @throws SourceError when a call failed, or too many wait already.
 */
export async function findChildren(
  shardId: string,
  { client, streamArn, budget }: ListingsOptions,
  signal: AbortSignal,
): Promise<readonly ListedShard[]> {
  const children = new Map<string, ListedShard>();
  const asked = new Set<string>();
  let afterShardId: string | undefined;
  do {
    if (budget.waitMs > longestQueueMs) throw tooBusy(streamArn);
    await budget.take(signal);
    const page = await client
      .describe(
        {
          streamArn,
          childrenOf: shardId,
          ...(afterShardId === undefined ? {} : { afterShardId }),
        },
        signal,
      )
      .catch((cause: unknown) => {
        if (signal.aborted) throw signal.reason;
        throw classify(cause, `DescribeStream on ${streamArn}, children of ${shardId}`).error;
      });
    for (const shard of page.shards) {
      if (shard.ParentShardId === shardId && shard.ShardId !== shardId)
        children.set(shard.ShardId, toListedShard(shard));
    }
    const next = page.lastShardId;
    afterShardId = next === undefined || asked.has(next) ? undefined : next;
    if (afterShardId !== undefined) asked.add(afterShardId);
  } while (afterShardId !== undefined);
  return [...children.values()];
}

function tooBusy(streamArn: string): SourceError {
  return new SourceError(
    "throttled",
    `DescribeStream on ${streamArn}: more than ${longestQueueMs / 1000} s of calls wait already`,
  );
}

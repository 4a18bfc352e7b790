const form = /^shardId-(\d{20})-[0-9a-f]{8}$/;
/** 2012, when the service began: an emulator that counts its shards from 1 does not tell the time. */
const earliestMs = 1_325_376_000_000;

/**
 * When a shard was created, in epoch milliseconds: DynamoDB puts it into the shard's id. AWS does not
 * promise that form, so undefined for any other is a normal answer.
 */
export function createdAtOf(shardId: string): number | undefined {
  const digits = form.exec(shardId)?.[1];
  if (digits === undefined) return undefined;
  const createdAtMs = Number(digits);
  return createdAtMs >= earliestMs && Number.isSafeInteger(createdAtMs) ? createdAtMs : undefined;
}

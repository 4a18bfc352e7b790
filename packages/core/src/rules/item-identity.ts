/**
 * The fields of Lambda's events that identify and order an item.
 * Source: AWS Lambda Developer Guide, example events of Amazon SQS, DynamoDB Streams and Kinesis.
 */
interface EventItem {
  readonly messageId?: string;
  readonly eventSourceARN?: string;
  readonly attributes?: { readonly MessageGroupId?: string };
  readonly dynamodb?: { readonly SequenceNumber?: string };
  readonly kinesis?: { readonly sequenceNumber?: string };
}

/** What `batchItemFailures` calls this item; empty when it has no known identifier, which fails the batch. */
export function itemIdentifier(item: unknown): string {
  const { messageId, dynamodb, kinesis } = (item ?? {}) as EventItem;
  return messageId ?? dynamodb?.SequenceNumber ?? kinesis?.sequenceNumber ?? "";
}

/**
 * Items with the same lane must be handled one after the other; undefined: no order. A message group
 * orders only in a FIFO queue, on a standard queue it names a tenant. Items of a stream are all of one shard.
 */
export function itemLane(item: unknown): string | undefined {
  const { messageId, eventSourceARN, attributes } = (item ?? {}) as EventItem;
  if (messageId === undefined) return "shard";
  return eventSourceARN?.endsWith(".fifo") === true
    ? (attributes?.MessageGroupId ?? "")
    : undefined;
}

/** A record as GetRecords sends it: JSON, parsed and untouched. Source: Amazon DynamoDB Streams API Reference, Record. */
export interface WireRecord {
  readonly eventID: string;
  readonly dynamodb: {
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime?: number;
    readonly Keys?: Readonly<Record<string, unknown>>;
    readonly SequenceNumber: string;
  };
  readonly userIdentity?: {
    readonly PrincipalId?: string;
    readonly Type?: string;
  } | null;
}

export interface WireShard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly SequenceNumberRange?: {
    readonly StartingSequenceNumber?: string;
    /** A hint that the shard is closed; emulators set it on open ones too. */
    readonly EndingSequenceNumber?: string;
  };
}

export const streamStatuses = ["ENABLING", "ENABLED", "DISABLING", "DISABLED"] as const;
export type StreamStatus = (typeof streamStatuses)[number];

/** One page of a stream's description. */
export interface StreamPage {
  readonly status: StreamStatus;
  readonly shards: readonly WireShard[];
  /** Where the next page starts; absent on the last. */
  readonly lastShardId?: string;
}

export interface DescribeRequest {
  readonly streamArn: string;
  /** The last shard of the page before. */
  readonly afterShardId?: string;
  /** Only the children of this shard. Not every server knows this filter: check what comes. */
  readonly childrenOf?: string;
}

/** Where an iterator starts. There is no start by time. */
export type IteratorStart =
  | { readonly at: "TRIM_HORIZON" }
  | { readonly at: "LATEST" }
  | { readonly at: "AFTER_SEQUENCE_NUMBER"; readonly sequenceNumber: string };

export interface ReadPage {
  readonly records: readonly WireRecord[];
  /** Absent when the shard is closed and this was its last page, with or without records. */
  readonly nextIterator?: string;
}

/**
 * The calls of the DynamoDB Streams API that a consumer needs.
 *
 * - How many at once: any number.
 * - Until when: each is one request, ends by itself within 10 seconds, and retries nothing.
 * - Errors: the service's, as the SDK throws them; `classify` knows them.
 */
export interface StreamClient {
  /** ARNs of all streams that a table has or had and that can still be read, the newest last. */
  findStreams(table: string, signal: AbortSignal): Promise<readonly string[]>;
  describe(request: DescribeRequest, signal: AbortSignal): Promise<StreamPage>;
  openIterator(
    streamArn: string,
    shardId: string,
    start: IteratorStart,
    signal: AbortSignal,
  ): Promise<string>;
  /** @param limit records, 1 to 1,000. */
  read(iterator: string, limit: number, signal: AbortSignal): Promise<ReadPage>;
  close(): void;
}

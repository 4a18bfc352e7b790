/** Keys of an AWS identity. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When they end; a provider that says so is asked again in time. */
  readonly expiration?: Date;
}

export type AwsCredentialsProvider = () => Promise<AwsCredentials>;

/**
 * What follows when the stream dropped records that were never read:
 * - `"continue"`: a warning, and on with the oldest record there is.
 * - `"halt"`: no shard is read any more until somebody has decided.
 */
export const dataLossActions = ["continue", "halt"] as const;
export type DataLossAction = (typeof dataLossActions)[number];

/** What every DynamoDB Streams source takes, from code and from the worker's configuration alike. */
export interface DynamoDBStreamsSettings {
  /** AWS region. Default: from the stream's ARN, else where the AWS SDK looks (AWS_REGION, the profile). */
  readonly region?: string;
  /** Where requests go, such as `http://127.0.0.1:8000`. Default: the service's endpoint in the region. */
  readonly endpoint?: string;
  /**
   * Who shares the work: mappings of one group on one stream divide its shards and keep one position per
   * shard; another group reads everything for itself. 1 to 128 characters. Default: the mapping's name.
   */
  readonly consumerGroup?: string;
  /**
   * Milliseconds between two reads of a shard that has no records, 250 to 10,000. Default 1,000. A
   * longer wait costs less and adds half of itself to the latency.
   */
  readonly idlePollMs?: number;
  /** What follows when records were dropped unread, after 24 hours. Default `"continue"`, with a warning. */
  readonly onDataLoss?: DataLossAction;
  /**
   * Milliseconds between two saves of a shard's position, 100 to 60,000: what a crash repeats at most, at
   * the price of a write. Default 1,000; 5,000 saves money on a DynamoDB store.
   */
  readonly commitEveryMs?: number;
  /**
   * Milliseconds after which the shards of a worker that shows no sign of life are taken over, 3,000 to
   * 300,000. Default 30,000. A worker that stands still for longer loses its shards.
   */
  readonly leaseMs?: number;
}

/** The stream, by exactly one of its two names. */
export type StreamName =
  | {
      /** Its newest stream is read to its end, then the one that came after, and so on. */
      readonly table: string | undefined;
      readonly streamArn?: undefined;
    }
  | {
      /** Such as `arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-05T10:00:00.123`. */
      readonly streamArn: string | undefined;
      readonly table?: undefined;
    };

/** The options of a DynamoDB Streams source. */
export type DynamoDBStreamsOptions = StreamName &
  DynamoDBStreamsSettings & {
    /** Only in code, never in a file. Default: the AWS SDK's own chain of providers. */
    readonly credentials?: AwsCredentials | AwsCredentialsProvider;
  };

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
 * When a failed message is handed out again:
 * - `"visibility"`: as with Lambda, when the queue's own visibility timeout since its receive is over.
 * - `{ seconds }`: after a fixed delay, 0 to 43,200.
 * - `{ baseSeconds, ceilingSeconds }`: after a random delay up to `baseSeconds × 2^(receives − 1)`, at
 *   most `ceilingSeconds` (default 900).
 */
export type RetryDelay =
  | "visibility"
  | { readonly seconds: number }
  | { readonly baseSeconds: number; readonly ceilingSeconds?: number | undefined };

/** What every SQS source takes, from code and from the worker's configuration alike. */
export interface SqsSettings {
  /** AWS region. Default: from the queue's URL or ARN, else where the AWS SDK looks (AWS_REGION, the profile). */
  readonly region?: string;
  /** Where requests go, such as `http://127.0.0.1:9324`. Default: the host of the queue's URL. */
  readonly endpoint?: string;
  /**
   * Seconds that one receive waits for a message, 1 to 20. Default 20: fewest requests. A shutdown
   * waits for pending receives, so use about 10 with a grace period below 25 s.
   * Source: Amazon SQS API Reference, ReceiveMessage, WaitTimeSeconds.
   */
  readonly waitTimeSeconds?: number;
  /**
   * The lease: seconds that a received message is hidden from others, 5 to 43,200. It is extended
   * while the message is in hand, so it bounds how long a crashed worker's messages are out of sight.
   * Default: the handler's timeout and 15 s more, at least 30 and at most 60.
   */
  readonly visibilityTimeoutSeconds?: number;
  /**
   * False: AWS's own behaviour. The lease is the queue's visibility timeout and is never extended; it
   * must not be shorter than the handler's timeout. Default true.
   */
  readonly extendVisibility?: boolean;
  /** When a failed message comes back. Default `"visibility"`. */
  readonly retryDelay?: RetryDelay;
  /**
   * FIFO: what follows when a message of a group fails. `"group"` (default): it and all later ones of
   * its group come back, in order. `"lambda"`: as AWS does, just what the handler's response names; a
   * later message of the group may be done before the failed one.
   */
  readonly fifoOnFailure?: FifoOnFailure;
  /**
   * FIFO: calls more for a failed group before it is handed back, 0 to 10. Default 0. A hand-back
   * counts as a receive for every message of the group, a local retry for none.
   */
  readonly fifoLocalRetries?: number;
  /**
   * Milliseconds that a delete may wait for others to share its request, 0 to 1,000 and at most a
   * tenth of the lease. Default 20. FIFO queues delete at once: their groups are blocked until then.
   */
  readonly deleteLingerMs?: number;
}

export const fifoFailures = ["group", "lambda"] as const;
export type FifoOnFailure = (typeof fifoFailures)[number];

/** The queue, by exactly one of its two names. */
export type QueueName =
  | {
      /** Such as `https://sqs.eu-central-1.amazonaws.com/123456789012/orders`. */
      readonly queueUrl: string | undefined;
      readonly eventSourceArn?: undefined;
    }
  | {
      /** Such as `arn:aws:sqs:eu-central-1:123456789012:orders`; the URL is looked up with GetQueueUrl. */
      readonly eventSourceArn: string | undefined;
      readonly queueUrl?: undefined;
    };

/** The options of an SQS source. */
export type SqsOptions = QueueName &
  SqsSettings & {
    /** Only in code, never in a file. Default: the AWS SDK's own chain of providers. */
    readonly credentials?: AwsCredentials | AwsCredentialsProvider;
  };

import type { Budget } from "./budget.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";
import type { Destination } from "./destination.ts";
import type { Filter, FunctionOptions, Handler } from "./mapping-options.ts";
import type { Target } from "./target.ts";

/** Where reading of a stream starts when no position is stored. Source: AWS Lambda API Reference, StartingPosition. */
export const startingPositions = ["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"] as const;
export type StartingPosition = (typeof startingPositions)[number];

/** Options of a mapping on a stream, in AWS's names, with AWS's ranges and defaults. */
export interface StreamMappingOptions<Event = unknown> extends FunctionOptions {
  /** Name in logs, spans and errors. Default: the name of the table or topic. */
  readonly name?: string;
  /** The handler, or a {@link Target} that knows the way to one. */
  readonly handler: Handler<Event> | Target;
  /** Records in one event, 1 to 10,000. Default 100. */
  readonly batchSize?: number;
  /** Seconds to wait for a batch to fill, 0 to 300. Default 0. */
  readonly maximumBatchingWindowInSeconds?: number;
  /** Up to 10 patterns of which one must match; the position moves over the other records. Default: none. */
  readonly filterCriteria?: { readonly filters?: readonly Filter[] };
  /** `["ReportBatchItemFailures"]`: the response says what failed. Default `[]`: any return is success. */
  readonly functionResponseTypes?: readonly "ReportBatchItemFailures"[];
  /** Where to start when no position is stored. Required where the source has no default. */
  readonly startingPosition?: StartingPosition;
  /** Unix seconds; required by AT_TIMESTAMP and refused without it. */
  readonly startingPositionTimestamp?: number;
  /** Batches of one shard at once, 1 to 10; order is kept per key. Default 1. */
  readonly parallelizationFactor?: number;
  /** Calls after the first, −1 to 10,000. Default −1: until the records expire. */
  readonly maximumRetryAttempts?: number;
  /** Seconds, 60 to 604,800, or −1 (default): until the records expire in the stream. */
  readonly maximumRecordAgeInSeconds?: number;
  /** Halve a batch that failed and try each half. Default false. */
  readonly bisectBatchOnFunctionError?: boolean;
  /** Where records go that are given up. Default: nowhere, they are counted and dropped. */
  readonly destinationConfig?: { readonly onFailure?: { readonly destination?: Destination } };
  /** False: nothing is polled until `update({ enabled: true })`. Default true. */
  readonly enabled?: boolean;
  /** Labels on spans. */
  readonly tags?: Readonly<Record<string, string>>;
  /** AWS encrypts filters with it. Accepted, without effect, with a warning. */
  readonly kmsKeyArn?: string;
  /** Metric groups that AWS switches on. Accepted, without effect, with a warning: nothing is off here. */
  readonly metricsConfig?: { readonly metrics?: readonly "EventCount"[] };
  /** Where positions are kept. Default: in memory, forgotten at the end of the process. Not an AWS option. */
  readonly checkpointStore?: CheckpointStore;
  /** Bytes of one event, 1,024 to 268,435,456. Default 6,291,456, Lambda's request limit. Not an AWS option. */
  readonly maximumBatchBytes?: number;
  /** Most that is read of one shard and not yet done. Not an AWS option. */
  readonly limits?: {
    /** Records of one shard, 1 to 120,000. Default: two batches per lane, at least 2,000. */
    readonly records?: number;
    /** Bytes of one shard, 1 MiB or more. Default 6 MiB, or two events if that is more. */
    readonly bytes?: number;
  };
  /** A limit shared with other mappings of the process, from `createBudget`. Not an AWS option. */
  readonly budget?: Budget;
  /** Seconds that `close()` lets running handlers finish, 0 to 43,200. Default 25. Not an AWS option. */
  readonly drainTimeoutInSeconds?: number;
}

/** The options of a stream mapping after defaults. Units are in the names. */
export interface ResolvedStreamOptions {
  readonly batchSize: number;
  readonly windowMs: number;
  readonly filterPatterns: readonly string[];
  readonly reportBatchItemFailures: boolean;
  readonly startingPosition: StartingPosition | undefined;
  /** Epoch milliseconds. */
  readonly startingTimestampMs: number | undefined;
  readonly parallelizationFactor: number;
  readonly maximumRetryAttempts: number;
  /** −1: no limit. */
  readonly maximumRecordAgeMs: number;
  readonly bisectBatchOnFunctionError: boolean;
  readonly enabled: boolean;
  readonly maximumBatchBytes: number;
  /** Of one shard. */
  readonly maximumRecords: number;
  /** Of one shard. */
  readonly maximumBytes: number;
  readonly drainTimeoutMs: number;
  readonly tags: Readonly<Record<string, string>>;
}

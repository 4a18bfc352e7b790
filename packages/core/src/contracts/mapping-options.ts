import type { FunctionContext } from "../model/function-context.ts";
import type { Budget } from "./budget.ts";
import type { Target } from "./target.ts";

/** What `ReportBatchItemFailures` lets a handler return. Source: AWS Lambda Developer Guide, partial batch responses. */
export interface BatchResponse {
  readonly batchItemFailures?: readonly { readonly itemIdentifier: string }[] | null;
}

/**
 * A Lambda handler, as written for the Node.js runtime: async, plain, or with a callback.
 * What it returns is read only with `functionResponseTypes: ["ReportBatchItemFailures"]`.
 */
export type Handler<Event = unknown> = (
  event: Event,
  context: FunctionContext,
  callback: (error?: unknown, result?: unknown) => void,
) => unknown;

/** One event pattern, as JSON text. Source: AWS Lambda Developer Guide, event filtering. */
export interface Filter {
  readonly pattern: string;
}

/** What Lambda keeps on the function rather than on the mapping. */
export interface FunctionOptions {
  /** Name in the handler's context and in spans. Default: the mapping's name. */
  readonly functionName?: string;
  /**
   * Seconds that one call may take, 1 to 43,200. Default 30 (Lambda: 3, and at most 900).
   * A call that takes longer has failed; its slot stays taken until it really ends.
   */
  readonly timeout?: number;
  /** Megabytes the handler's context names, 128 to 10,240. Default 128. Not enforced: a process shares its memory. */
  readonly memorySize?: number;
  /** Calls at once over all mappings of one function, 1 or more. Default: no limit. */
  readonly reservedConcurrentExecutions?: number;
}

/** Options of a mapping on a queue, in AWS's names, with AWS's ranges and defaults. */
export interface QueueMappingOptions<Event = unknown> extends FunctionOptions {
  /** Name in logs, spans and errors. Default: the name of the queue. */
  readonly name?: string;
  /** The handler, or a {@link Target} that knows the way to one. */
  readonly handler: Handler<Event> | Target;
  /** Records in one event, 1 to 10,000 (SQS FIFO: 10; SQS over 10 needs a window). Default 10. */
  readonly batchSize?: number;
  /** Seconds to wait for a batch to fill, 0 to 300 (SQS FIFO: 0). Default 0: what came with one receive goes out at once. */
  readonly maximumBatchingWindowInSeconds?: number;
  /** Up to 10 patterns of which one must match; the others' messages are deleted from the queue. Default: none. */
  readonly filterCriteria?: { readonly filters?: readonly Filter[] };
  /** `["ReportBatchItemFailures"]`: the response says what failed. Default `[]`: any return is success. */
  readonly functionResponseTypes?: readonly "ReportBatchItemFailures"[];
  /** `maximumConcurrency`: batches in the handler at once, 2 to 1,000. Default: 10 batches. */
  readonly scalingConfig?: { readonly maximumConcurrency?: number };
  /**
   * Receive loops: at least `minimumPollers` (2 to 200, default 2), at most `maximumPollers` (2 to 2,000, default 200).
   * Not together with `scalingConfig`. Default without it: 1 to 10 loops, by what the queue holds.
   */
  readonly provisionedPollerConfig?: {
    readonly minimumPollers?: number;
    readonly maximumPollers?: number;
  };
  /** False: nothing is polled until `update({ enabled: true })`. Default true. */
  readonly enabled?: boolean;
  /** Labels on spans. */
  readonly tags?: Readonly<Record<string, string>>;
  /** AWS encrypts filters with it. Accepted, without effect, with a warning. */
  readonly kmsKeyArn?: string;
  /** Metric groups that AWS switches on. Accepted, without effect, with a warning: nothing is off here. */
  readonly metricsConfig?: { readonly metrics?: readonly "EventCount"[] };
  /** Bytes of one event, 1,024 to 268,435,456. Default 6,291,456, Lambda's request limit. Not an AWS option. */
  readonly maximumBatchBytes?: number;
  /** Most that is received and not yet settled. Not an AWS option. */
  readonly limits?: {
    /** Messages, 1 to 120,000. Default: concurrency × batchSize and one batch more, at most 10,000. */
    readonly records?: number;
    /** Bytes of event JSON, 1 MiB or more. Default 256 MiB. */
    readonly bytes?: number;
  };
  /** A limit shared with other mappings of the process, from `createBudget`. Not an AWS option. */
  readonly budget?: Budget;
  /** Seconds that `close()` lets running handlers finish, 0 to 43,200. Default 25. Not an AWS option. */
  readonly drainTimeoutInSeconds?: number;
}

/** The options of a queue mapping after defaults: what the engine and the source read. Units are in the names. */
export interface ResolvedQueueOptions {
  readonly batchSize: number;
  readonly windowMs: number;
  readonly filterPatterns: readonly string[];
  readonly reportBatchItemFailures: boolean;
  /** Batches in the handler at once. */
  readonly concurrency: number;
  readonly minimumPollers: number;
  readonly maximumPollers: number;
  readonly enabled: boolean;
  readonly maximumBatchBytes: number;
  readonly maximumRecords: number;
  readonly maximumBytes: number;
  readonly drainTimeoutMs: number;
  readonly tags: Readonly<Record<string, string>>;
}

import { z } from "zod";

import type { Budget } from "../../contracts/budget.ts";
import type { CheckpointStore } from "../../contracts/checkpoint-store.ts";
import type { Destination } from "../../contracts/destination.ts";
import { type StartingPosition, startingPositions } from "../../contracts/stream-options.ts";

const mebibyte = 1024 * 1024;

/** Lambda's limit on a synchronous request. Source: AWS Lambda Developer Guide, "Lambda quotas". */
export const defaultMaximumBatchBytes = 6_291_456;

// The pattern itself has rules of its own: check-filters.ts.
const filter = z.strictObject({ pattern: z.string().optional() });

const budget = z.custom<Budget>(
  (value) => typeof value === "object" && value !== null && "hasRoom" in value,
  "must come from createBudget",
);

const destination = z.custom<Destination>(
  (value) => hasMethod(value, "send"),
  "must be a destination, an object with a send method",
);

const checkpointStore = z.custom<CheckpointStore>(
  (value) => hasMethod(value, "scope"),
  "must be a checkpoint store, such as sqliteStore({ file })",
);

function hasMethod(value: unknown, name: string): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Record<string, unknown>)[name] === "function"
  );
}

/** What a mapping on any source has. */
const everyMapping = {
  name: z.string().min(1).max(256).optional(),
  batchSize: z.int().min(1).max(10_000).optional(),
  maximumBatchingWindowInSeconds: z.int().min(0).max(300).optional(),
  filterCriteria: z.strictObject({ filters: z.array(filter).optional() }).optional(),
  functionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).max(1).optional(),
  enabled: z.boolean().optional(),
  tags: z.record(z.string().min(1).max(128), z.string().max(256)).optional(),
  kmsKeyArn: z.string().optional(),
  metricsConfig: z
    .strictObject({
      metrics: z
        .array(z.enum(["EventCount", "ErrorCount", "KafkaMetrics"]))
        .max(3)
        .optional(),
    })
    .optional(),
  maximumBatchBytes: z
    .int()
    .min(1024)
    .max(256 * mebibyte)
    .optional(),
  limits: z
    .strictObject({
      records: z.int().min(1).max(120_000).optional(),
      bytes: z.int().min(mebibyte).optional(),
    })
    .optional(),
  budget: budget.optional(),
  drainTimeoutInSeconds: z.int().min(0).max(43_200).optional(),
};

/**
 * The options of a queue mapping, with AWS's ranges.
 * Source: AWS Lambda API Reference, CreateEventSourceMapping; own options carry their own ranges.
 * Deliberately without defaults: a rule must be able to tell an option left out from its default.
 */
export const queueOptionsSchema: z.ZodType<QueueOptionsInput> = z.strictObject({
  ...everyMapping,
  scalingConfig: z
    .strictObject({ maximumConcurrency: z.int().min(2).max(1000).optional() })
    .optional(),
  provisionedPollerConfig: z
    .strictObject({
      minimumPollers: z.int().min(1).max(200).optional(),
      maximumPollers: z.int().min(1).max(10_000).optional(),
      pollerGroupName: z.string().max(128).optional(),
    })
    .optional(),
});

/** The options of a stream mapping, with AWS's ranges, as {@link queueOptionsSchema} has a queue's. */
export const streamOptionsSchema: z.ZodType<StreamOptionsInput> = z.strictObject({
  ...everyMapping,
  startingPosition: z.enum(startingPositions).optional(),
  startingPositionTimestamp: z.number().min(0).optional(),
  parallelizationFactor: z.int().min(1).max(10).optional(),
  maximumRetryAttempts: z.int().min(-1).max(10_000).optional(),
  maximumRecordAgeInSeconds: z.int().min(-1).max(604_800).optional(),
  bisectBatchOnFunctionError: z.boolean().optional(),
  destinationConfig: z
    .strictObject({
      onFailure: z.strictObject({ destination: destination.optional() }).optional(),
      // Known, to be refused in AWS's words.
      onSuccess: z.unknown().optional(),
    })
    .optional(),
  checkpointStore: checkpointStore.optional(),
});

/** What every mapping's schema accepts. */
export interface MappingOptionsInput {
  name?: string | undefined;
  batchSize?: number | undefined;
  maximumBatchingWindowInSeconds?: number | undefined;
  filterCriteria?: { filters?: { pattern?: string | undefined }[] | undefined } | undefined;
  functionResponseTypes?: "ReportBatchItemFailures"[] | undefined;
  enabled?: boolean | undefined;
  tags?: Record<string, string> | undefined;
  kmsKeyArn?: string | undefined;
  metricsConfig?:
    | { metrics?: ("EventCount" | "ErrorCount" | "KafkaMetrics")[] | undefined }
    | undefined;
  maximumBatchBytes?: number | undefined;
  limits?: { records?: number | undefined; bytes?: number | undefined } | undefined;
  budget?: Budget | undefined;
  drainTimeoutInSeconds?: number | undefined;
}

/** What the queue's schema accepts: the options of a queue mapping without source and function. */
export interface QueueOptionsInput extends MappingOptionsInput {
  scalingConfig?: { maximumConcurrency?: number | undefined } | undefined;
  provisionedPollerConfig?:
    | {
        minimumPollers?: number | undefined;
        maximumPollers?: number | undefined;
        pollerGroupName?: string | undefined;
      }
    | undefined;
}

/** What the stream's schema accepts. */
export interface StreamOptionsInput extends MappingOptionsInput {
  startingPosition?: StartingPosition | undefined;
  startingPositionTimestamp?: number | undefined;
  parallelizationFactor?: number | undefined;
  maximumRetryAttempts?: number | undefined;
  maximumRecordAgeInSeconds?: number | undefined;
  bisectBatchOnFunctionError?: boolean | undefined;
  destinationConfig?:
    | {
        onFailure?: { destination?: Destination | undefined } | undefined;
        onSuccess?: unknown;
      }
    | undefined;
  checkpointStore?: CheckpointStore | undefined;
}

import type { ResolvedQueueOptions } from "../../contracts/mapping-options.ts";
import type { QueueOptionsInput } from "./option-schemas.ts";
import { defaultMaximumBatchBytes } from "./option-schemas.ts";

export const defaultBatchSize = 10;
const defaultConcurrency = 10;
const defaultMaximumPollers = 10;
const defaultMaximumRecords = 10_000;
const defaultMaximumBytes = 256 * 1024 * 1024;
/** Also of streams. */
export const defaultDrainTimeoutSeconds = 25;
/** Source: AWS Lambda API Reference, ProvisionedPollerConfig, for Amazon SQS. */
export const provisionedPollerDefaults: Readonly<
  Record<"minimumPollers" | "maximumPollers", number>
> = { minimumPollers: 2, maximumPollers: 200 };

/** Applies the defaults. The input has passed the schema and the relations. */
export function resolveQueueOptions(input: QueueOptionsInput): ResolvedQueueOptions {
  const batchSize = input.batchSize ?? defaultBatchSize;
  const concurrency = input.scalingConfig?.maximumConcurrency ?? defaultConcurrency;
  const pollers =
    input.provisionedPollerConfig === undefined
      ? { minimumPollers: 1, maximumPollers: defaultMaximumPollers }
      : {
          minimumPollers:
            input.provisionedPollerConfig.minimumPollers ??
            provisionedPollerDefaults.minimumPollers,
          maximumPollers:
            input.provisionedPollerConfig.maximumPollers ??
            provisionedPollerDefaults.maximumPollers,
        };
  const wantedRecords = Math.min(
    (concurrency + 1) * batchSize,
    Math.max(defaultMaximumRecords, batchSize),
  );
  return {
    batchSize,
    windowMs: (input.maximumBatchingWindowInSeconds ?? 0) * 1000,
    filterPatterns: (input.filterCriteria?.filters ?? []).map((filter) => filter.pattern ?? ""),
    reportBatchItemFailures: (input.functionResponseTypes ?? []).length > 0,
    concurrency,
    ...pollers,
    enabled: input.enabled ?? true,
    maximumBatchBytes: input.maximumBatchBytes ?? defaultMaximumBatchBytes,
    maximumRecords: input.limits?.records ?? wantedRecords,
    maximumBytes: input.limits?.bytes ?? defaultMaximumBytes,
    drainTimeoutMs: (input.drainTimeoutInSeconds ?? defaultDrainTimeoutSeconds) * 1000,
    tags: input.tags ?? {},
  };
}

import type { ResolvedStreamOptions } from "../../contracts/stream-options.ts";
import { defaultMaximumBatchBytes, type StreamOptionsInput } from "./option-schemas.ts";
import { defaultDrainTimeoutSeconds } from "./resolve-queue-options.ts";

const defaultBatchSize = 100;
const leastWindowRecords = 2_000;

/** Applies the defaults. The input has passed the schema and the relations. */
export function resolveStreamOptions(input: StreamOptionsInput): ResolvedStreamOptions {
  const batchSize = input.batchSize ?? defaultBatchSize;
  const parallelizationFactor = input.parallelizationFactor ?? 1;
  const maximumBatchBytes = input.maximumBatchBytes ?? defaultMaximumBatchBytes;
  const ageSeconds = input.maximumRecordAgeInSeconds ?? -1;
  const timestamp = input.startingPositionTimestamp;
  return {
    batchSize,
    windowMs: (input.maximumBatchingWindowInSeconds ?? 0) * 1000,
    filterPatterns: (input.filterCriteria?.filters ?? []).map((filter) => filter.pattern ?? ""),
    reportBatchItemFailures: (input.functionResponseTypes ?? []).length > 0,
    startingPosition: input.startingPosition,
    startingTimestampMs: timestamp === undefined ? undefined : timestamp * 1000,
    parallelizationFactor,
    maximumRetryAttempts: input.maximumRetryAttempts ?? -1,
    maximumRecordAgeMs: ageSeconds === -1 ? -1 : ageSeconds * 1000,
    bisectBatchOnFunctionError: input.bisectBatchOnFunctionError ?? false,
    enabled: input.enabled ?? true,
    maximumBatchBytes,
    maximumRecords:
      input.limits?.records ?? Math.max(leastWindowRecords, 2 * batchSize * parallelizationFactor),
    maximumBytes: input.limits?.bytes ?? Math.max(6 * 1024 * 1024, 2 * maximumBatchBytes),
    drainTimeoutMs: (input.drainTimeoutInSeconds ?? defaultDrainTimeoutSeconds) * 1000,
    tags: input.tags ?? {},
  };
}

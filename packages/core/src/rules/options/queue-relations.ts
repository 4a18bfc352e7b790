import type { ConfigurationIssue } from "../../base/configuration-error.ts";
import type { QueueOptionsInput } from "./option-schemas.ts";
import { defaultBatchSize, provisionedPollerDefaults } from "./resolve-queue-options.ts";

/** Rules between the options of any queue. Source: AWS Lambda Developer Guide, "Configuring scaling behavior for SQS". */
export function checkQueueRelations(input: QueueOptionsInput): readonly ConfigurationIssue[] {
  const issues: ConfigurationIssue[] = [];
  const refuse = (option: string, value: unknown, problem: string, hint?: string): void => {
    const message = `${option}: ${problem}`;
    const aws = { code: "InvalidParameterValueException", message } as const;
    issues.push({ option, value, problem, ...(hint === undefined ? {} : { hint }), aws });
  };
  const config = input.provisionedPollerConfig;
  if (config !== undefined) {
    const { minimumPollers, maximumPollers, pollerGroupName } = config;
    if (input.scalingConfig?.maximumConcurrency !== undefined) {
      refuse(
        "provisionedPollerConfig",
        config,
        "cannot be set together with scalingConfig",
        "Leave one of them out",
      );
    }
    if (pollerGroupName !== undefined) {
      refuse(
        "provisionedPollerConfig.pollerGroupName",
        pollerGroupName,
        "is an option of Kafka mappings only",
      );
    }
    if (minimumPollers !== undefined && minimumPollers < 2) {
      refuse(
        "provisionedPollerConfig.minimumPollers",
        minimumPollers,
        "must be from 2 to 200 for a queue",
      );
    }
    if (maximumPollers !== undefined && (maximumPollers < 2 || maximumPollers > 2_000)) {
      refuse(
        "provisionedPollerConfig.maximumPollers",
        maximumPollers,
        "must be from 2 to 2000 for a queue",
      );
    }
    const least = minimumPollers ?? provisionedPollerDefaults.minimumPollers;
    const most = maximumPollers ?? provisionedPollerDefaults.maximumPollers;
    if (most < least) {
      refuse(
        "provisionedPollerConfig.maximumPollers",
        most,
        `must be at least minimumPollers, ${least}`,
      );
    }
  }
  const batchSize = input.batchSize ?? defaultBatchSize;
  const records = input.limits?.records;
  if (records !== undefined && records < batchSize) {
    refuse(
      "limits.records",
      records,
      `must be at least batchSize, ${batchSize}`,
      "A batch could never fill",
    );
  }
  return issues;
}

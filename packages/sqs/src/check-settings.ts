import type { ConfigurationIssue } from "@millrace/core/connector";

import { isFifoName, parseQueueArn } from "./queue-arn.ts";
import { parseQueueUrl } from "./queue-url.ts";
import { type CheckedOptions } from "./schema.ts";
import { defaults } from "./settings.ts";

/** The rules between a source's own options, which a schema cannot say. */
export function checkSettings(options: CheckedOptions): readonly ConfigurationIssue[] {
  const issues: ConfigurationIssue[] = [];
  const { queueUrl, eventSourceArn, extendVisibility, visibilityTimeoutSeconds } = options;
  if (queueUrl === undefined && eventSourceArn === undefined) {
    issues.push({
      option: "queueUrl",
      problem: "is required, or eventSourceArn",
      hint: "Is the variable set that it comes from?",
    });
  }
  if (queueUrl !== undefined && eventSourceArn !== undefined) {
    issues.push({
      option: "eventSourceArn",
      value: eventSourceArn,
      problem: "cannot be set together with queueUrl",
      hint: "Leave one of them out",
    });
  }
  if (extendVisibility === false && visibilityTimeoutSeconds !== undefined) {
    issues.push({
      option: "visibilityTimeoutSeconds",
      value: visibilityTimeoutSeconds,
      problem: "cannot be set with extendVisibility: false, where the queue's own timeout counts",
      hint: "Set the queue's VisibilityTimeout, or leave extendVisibility out",
    });
  }
  const { deleteLingerMs } = options;
  if (
    deleteLingerMs !== undefined &&
    visibilityTimeoutSeconds !== undefined &&
    deleteLingerMs > visibilityTimeoutSeconds * 100
  ) {
    issues.push({
      option: "deleteLingerMs",
      value: deleteLingerMs,
      problem: `must be at most a tenth of the lease, ${visibilityTimeoutSeconds * 100}`,
    });
  }
  issues.push(...checkDelay(options.retryDelay), ...checkFifo(options));
  return issues;
}

function checkDelay(delay: CheckedOptions["retryDelay"]): readonly ConfigurationIssue[] {
  if (typeof delay !== "object" || !("baseSeconds" in delay)) return [];
  const ceilingSeconds = delay.ceilingSeconds ?? defaults.ceilingSeconds;
  if (ceilingSeconds >= delay.baseSeconds) return [];
  return [
    {
      option: "retryDelay.ceilingSeconds",
      value: ceilingSeconds,
      problem: `must be at least baseSeconds, ${delay.baseSeconds}`,
    },
  ];
}

function checkFifo(options: CheckedOptions): readonly ConfigurationIssue[] {
  const { queueUrl, eventSourceArn, fifoOnFailure, fifoLocalRetries, deleteLingerMs } = options;
  const queueName =
    eventSourceArn === undefined
      ? parseQueueUrl(queueUrl ?? "")?.queueName
      : parseQueueArn(eventSourceArn)?.queueName;
  if (queueName === undefined) return [];
  const issues: ConfigurationIssue[] = [];
  if (isFifoName(queueName)) {
    if (deleteLingerMs !== undefined && deleteLingerMs > 0) {
      issues.push({
        option: "deleteLingerMs",
        value: deleteLingerMs,
        problem: "must be 0 for a FIFO queue: a group is blocked until its deletes arrive",
      });
    }
    return issues;
  }
  for (const [option, value] of Object.entries({ fifoOnFailure, fifoLocalRetries })) {
    if (value === undefined) continue;
    issues.push({
      option,
      value,
      problem: `is for FIFO queues, and ${queueName} is a standard one`,
    });
  }
  return issues;
}

import {
  type ConfigurationIssue,
  type ResolvedQueueOptions,
  type StartupWarning,
} from "@millrace/core/connector";

import type { QueueFacts } from "./queue-facts.ts";
import type { Settings } from "./settings.ts";

/** Below this, a failing message of a group takes innocent ones to the dead-letter queue with it. */
const leastFifoReceives = 5;

/** What the checks look at. */
export interface Checked {
  readonly settings: Settings;
  readonly facts: QueueFacts;
  readonly options: ResolvedQueueOptions;
  readonly timeoutMs: number;
}

/** What does not fit: AWS refuses such a mapping. Source: AWS Lambda Developer Guide, "Creating and configuring an SQS mapping". */
export function findMisfits({
  settings,
  facts,
  timeoutMs,
}: Checked): readonly ConfigurationIssue[] {
  if (settings.extendVisibility || !isShort(facts, timeoutMs)) return [];
  return [
    {
      option: settings.eventSourceArn === undefined ? "queueUrl" : "eventSourceArn",
      value: settings.eventSourceArn ?? settings.queueUrl,
      problem: `names a queue whose visibility timeout, ${facts.visibilityTimeoutSeconds} s, is shorter than the handler's timeout, ${timeoutMs / 1000} s`,
      hint: "Raise the queue's VisibilityTimeout, lower timeout, or leave extendVisibility out",
      aws: {
        code: "InvalidParameterValueException",
        message: `Queue visibility timeout: ${facts.visibilityTimeoutSeconds} seconds is less than Function timeout: ${timeoutMs / 1000} seconds`,
      },
    },
  ];
}

/** What is allowed, and bites later. */
export function findWarnings(checked: Checked): readonly StartupWarning[] {
  const { settings, facts, options, timeoutMs } = checked;
  const { queueName, fifo, extendVisibility } = settings;
  const { redrive, visibilityTimeoutSeconds } = facts;
  const warnings: StartupWarning[] = [];
  const warn = (code: string, message: string): void => {
    warnings.push({ code, message: `${queueName}: ${message}` });
  };
  if (redrive === undefined) {
    warn(
      "no-redrive-policy",
      "the queue has no dead-letter queue: a message that always fails comes back until its retention is over. Set a RedrivePolicy with maxReceiveCount 5 or more",
    );
  } else if (fifo && redrive.maxReceiveCount < leastFifoReceives) {
    warn(
      "low-max-receive-count",
      `maxReceiveCount is ${redrive.maxReceiveCount}: each hand-back counts for all messages of a group, so those behind a failing one can reach the dead-letter queue untried. Set it to ${leastFifoReceives} or more, or set fifoLocalRetries`,
    );
  }
  if (extendVisibility && isShort(facts, timeoutMs)) {
    warn(
      "short-visibility-timeout",
      `the queue's visibility timeout, ${visibilityTimeoutSeconds} s, is shorter than the handler's timeout, ${timeoutMs / 1000} s. Messages are extended while they are handled, but AWS Lambda would refuse this mapping`,
    );
  }
  if (!extendVisibility && visibilityTimeoutSeconds * 1000 < timeoutMs + options.windowMs) {
    warn(
      "short-visibility-timeout",
      `the queue's visibility timeout, ${visibilityTimeoutSeconds} s, is shorter than the batching window and the handler's timeout together: messages can come back while they are handled`,
    );
  }
  return warnings;
}

/**
 * Retention runs from the first sending, also after the move to a dead-letter queue; only a FIFO
 * queue starts anew. Source: Amazon SQS Developer Guide, "Dead-letter queues, message retention".
 */
export function findRetentionWarning(
  { queueName, fifo }: Settings,
  facts: QueueFacts,
  deadLetter: QueueFacts,
): StartupWarning | undefined {
  if (fifo || deadLetter.retentionSeconds > facts.retentionSeconds) return undefined;
  return {
    code: "short-dead-letter-retention",
    message: `${queueName}: its dead-letter queue keeps messages for ${deadLetter.retentionSeconds} s, counted from their first sending, and the queue itself for ${facts.retentionSeconds} s: one that fails late is deleted soon after it got there. Set the dead-letter queue's MessageRetentionPeriod to the maximum, 1209600`,
  };
}

function isShort(facts: QueueFacts, timeoutMs: number): boolean {
  return facts.visibilityTimeoutSeconds * 1000 < timeoutMs;
}

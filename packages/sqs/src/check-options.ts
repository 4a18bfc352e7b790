import type { ConfigurationIssue, ResolvedQueueOptions } from "@millrace/core/connector";

const invalidParameter = "InvalidParameterValueException";
/** What one receive returns at most; a larger batch has to wait for several. */
const messagesPerReceive = 10;

/**
 * The rules between SQS and the options of a mapping, in the order and words of AWS.
 * Source: AWS Lambda API, CreateEventSourceMapping, as its errors read.
 */
export function checkOptions(
  fifo: boolean,
  options: ResolvedQueueOptions,
  given: Readonly<Record<string, unknown>>,
): readonly ConfigurationIssue[] {
  return [...checkForeign(given), ...(fifo ? checkFifo(options) : checkStandard(options))];
}

function checkForeign(given: Readonly<Record<string, unknown>>): readonly ConfigurationIssue[] {
  const issues: ConfigurationIssue[] = [];
  if (given["selfManagedEventSource"] !== undefined) {
    const problem = "cannot stand beside selfManagedEventSource: a mapping has one source";
    issues.push({
      option: "eventSourceArn",
      problem,
      hint: "Leave one of them out",
      aws: { code: invalidParameter, message: `eventSourceArn: ${problem}` },
    });
  }
  for (const option of ["startingPosition", "startingPositionTimestamp"]) {
    const value = given[option];
    if (value === undefined) continue;
    issues.push({
      option,
      value,
      problem: "is not an option of a queue",
      hint: "A queue has no position: it hands out what it holds",
      aws: {
        code: invalidParameter,
        message: "StartingPosition is not valid for SQS event sources.",
      },
    });
  }
  return issues;
}

function checkStandard(options: ResolvedQueueOptions): readonly ConfigurationIssue[] {
  const { batchSize, windowMs } = options;
  if (batchSize <= messagesPerReceive || windowMs > 0) return [];
  return [
    {
      option: "batchSize",
      value: batchSize,
      problem: `must be at most ${messagesPerReceive} without a batching window`,
      hint: "Set maximumBatchingWindowInSeconds to 1 or more: one receive brings at most 10 messages",
      aws: {
        code: invalidParameter,
        message:
          "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
      },
    },
  ];
}

/** AWS names the window first when both are wrong. */
function checkFifo(options: ResolvedQueueOptions): readonly ConfigurationIssue[] {
  const issues: ConfigurationIssue[] = [];
  const { batchSize, windowMs } = options;
  if (windowMs > 0) {
    issues.push({
      option: "maximumBatchingWindowInSeconds",
      value: windowMs / 1000,
      problem: "must be 0 for a FIFO queue",
      hint: "A waiting batch would block its message groups",
      aws: { code: invalidParameter, message: "Batching window is not supported for FIFO queues" },
    });
  }
  if (batchSize > messagesPerReceive) {
    issues.push({
      option: "batchSize",
      value: batchSize,
      problem: "must be from 1 to 10 for a FIFO queue",
      aws: {
        code: invalidParameter,
        message: "Maximum batch size must be between 1 and 10 inclusive",
      },
    });
  }
  return issues;
}

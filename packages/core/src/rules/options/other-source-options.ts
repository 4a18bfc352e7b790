import type { ConfigurationIssue } from "../../base/configuration-error.ts";

/**
 * Mapping options that exist, but not for queues. A queue has no position to start from, and retries
 * are its own affair. Source: AWS Lambda API Reference, CreateEventSourceMapping, by source type.
 */
const reasons: Readonly<Record<string, string>> = {
  startingPosition: "A queue has no position: it hands out what it holds",
  startingPositionTimestamp: "A queue has no position: it hands out what it holds",
  parallelizationFactor: "Use scalingConfig.maximumConcurrency",
  maximumRetryAttempts: "A queue counts receives itself: set maxReceiveCount in its redrive policy",
  maximumRecordAgeInSeconds: "Set the queue's MessageRetentionPeriod",
  bisectBatchOnFunctionError: "Use functionResponseTypes: [ReportBatchItemFailures]",
  tumblingWindowInSeconds: "Tumbling windows need a stream",
  destinationConfig: "A queue has its own dead-letter queue: set its redrive policy",
  topics: "Topics belong to Kafka",
  queues: "Queues belong to Amazon MQ: name the SQS queue in the source",
  sourceAccessConfigurations: "Credentials of a queue come from the AWS credential chain",
  selfManagedEventSource: "Bootstrap servers belong to Kafka",
  amazonManagedKafkaEventSourceConfig: "Consumer groups belong to Kafka",
  selfManagedKafkaEventSourceConfig: "Consumer groups belong to Kafka",
  documentDBEventSourceConfig: "Collections belong to DocumentDB",
  loggingConfig:
    "The level of a mapping's own log belongs to Kafka mappings: set the worker's log level",
};

/** Spelt with a capital letter by AWS, without quotes, unlike the rest. */
const namedInPlain = new Set(["parallelizationFactor", "destinationConfig"]);

/** Names that are options somewhere: they are not typing errors. */
export const otherSourceOptions: readonly string[] = Object.keys(reasons);

/** An issue for each option that is given and belongs to another type of source. */
export function refuseOtherSources(
  given: Readonly<Record<string, unknown>>,
): readonly ConfigurationIssue[] {
  return otherSourceOptions
    .filter((option) => given[option] !== undefined)
    .map((option) => ({
      option,
      value: given[option],
      problem: "is not an option of a queue",
      hint: reasons[option] ?? "",
      aws: { code: "InvalidParameterValueException", message: unsupportedText(option) },
    }));
}

function unsupportedText(option: string): string {
  const name = namedInPlain.has(option)
    ? option.charAt(0).toUpperCase() + option.slice(1)
    : `'${option}'`;
  return `Unsupported ${name} parameter for given event source mapping type.`;
}

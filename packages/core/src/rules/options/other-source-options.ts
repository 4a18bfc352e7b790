import type { ConfigurationIssue } from "../../base/configuration-error.ts";

/**
 * Mapping options that exist, but not for queues. A queue has no position to start from, and retries
 * are its own affair. Source: AWS Lambda API Reference, CreateEventSourceMapping, by source type.
 */
const notForQueues: Readonly<Record<string, string>> = {
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

/** The same for streams: what a source needs for itself, it takes in its own options. */
const notForStreams: Readonly<Record<string, string>> = {
  scalingConfig: "A stream runs parallelizationFactor batches per shard",
  provisionedPollerConfig: "Every shard has one reader",
  tumblingWindowInSeconds: "Tumbling windows are not built yet",
  topics: "Name the topics in the source",
  queues: "Queues belong to Amazon MQ",
  sourceAccessConfigurations: "Name the credentials in the source",
  selfManagedEventSource: "Name the bootstrap servers in the source",
  amazonManagedKafkaEventSourceConfig: "Name the consumer group in the source",
  selfManagedKafkaEventSourceConfig: "Name the consumer group in the source",
  documentDBEventSourceConfig: "Collections belong to DocumentDB",
  loggingConfig: "Set the worker's log level",
};

const reasonsOf = { queue: notForQueues, stream: notForStreams } as const;

/** Spelt with a capital letter by AWS, without quotes, unlike the rest. */
const namedInPlain = new Set(["parallelizationFactor", "destinationConfig"]);

/** True for a name that is an option somewhere else: it is not a typing error. */
export function isOtherSourceOption(name: string, kind: "queue" | "stream"): boolean {
  return Object.hasOwn(reasonsOf[kind], name);
}

/** An issue for each option that is given and belongs to another type of source. */
export function refuseOtherSources(
  given: Readonly<Record<string, unknown>>,
  kind: "queue" | "stream",
): readonly ConfigurationIssue[] {
  const reasons = reasonsOf[kind];
  return Object.keys(reasons)
    .filter((option) => given[option] !== undefined)
    .map((option) => ({
      option,
      value: given[option],
      problem: `is not an option of a ${kind}`,
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

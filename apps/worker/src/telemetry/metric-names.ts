/**
 * Every metric and every label of the worker, and no other file spells one.
 * Source: OpenTelemetry semantic conventions 1.45.0, messaging; the AWS/Lambda metrics of event source
 * mappings, of which the `millrace.*` counters are the twins.
 */
export const metricNames = {
  processDuration: "messaging.process.duration",
  operationDuration: "messaging.client.operation.duration",
  consumedMessages: "messaging.client.consumed.messages",
  /** PolledEventCount. */
  polled: "millrace.polled",
  polledBytes: "millrace.polled.bytes",
  emptyPolls: "millrace.poll.empty",
  /** FilteredOutEventCount. */
  filtered: "millrace.filtered",
  /** InvokedEventCount. */
  invoked: "millrace.invoked",
  /** FailedInvokeEventCount. */
  failed: "millrace.failed",
  partialFailures: "millrace.partial_failures",
  /** DeletedEventCount. */
  acknowledged: "millrace.acknowledged",
  /** DroppedEventCount. */
  dropped: "millrace.dropped",
  /** OnFailureDestinationDeliveredEventCount. */
  deadLettered: "millrace.dead_lettered",
  /** PollingErrorCount, InvokeErrorCount, OnFailureDestinationDeliveryErrorCount: calls, not records. */
  errors: "millrace.errors",
  duplicates: "millrace.duplicates",
  leasesLost: "millrace.leases.lost",
  batchSize: "millrace.batch.size",
  batchBytes: "millrace.batch.bytes",
  batchWait: "millrace.batch.wait",
  batchesInFlight: "millrace.batch.inflight",
  /** ProvisionedPollers. */
  pollers: "millrace.pollers",
  mappingState: "millrace.mapping.state",
} as const;

export const metricLabels = {
  mapping: "millrace.mapping",
  system: "messaging.system.name",
  destination: "messaging.destination.name",
  operationName: "messaging.operation.name",
  errorType: "error.type",
  verdict: "millrace.verdict",
  closeReason: "millrace.batch.close_reason",
  condition: "millrace.condition",
  operation: "millrace.operation",
  state: "millrace.state",
} as const;

/** Seconds. The buckets that the conventions advise, and some for handlers that run long. */
export const durationBuckets: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120, 300, 900,
];
export const batchSizeBuckets: readonly number[] = [1, 2, 5, 10, 20, 50, 100, 500, 1_000, 10_000];

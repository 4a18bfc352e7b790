/**
 * Every OpenTelemetry name that Millrace uses, and no other file spells one.
 * Source: OpenTelemetry semantic conventions 1.45.0, messaging and FaaS; `messaging.system` is the
 * name up to 1.44 and stays beside its successor while back ends still group by it.
 */
export const schemaUrl = "https://opentelemetry.io/schemas/1.45.0";

export const attributes = {
  messagingSystemName: "messaging.system.name",
  messagingSystem: "messaging.system",
  destinationName: "messaging.destination.name",
  operationName: "messaging.operation.name",
  operationType: "messaging.operation.type",
  batchMessageCount: "messaging.batch.message_count",
  messageId: "messaging.message.id",
  errorType: "error.type",
  faasTrigger: "faas.trigger",
  faasInvocationId: "faas.invocation.id",
  resourceMappingId: "aws.lambda.resource_mapping.id",
  millraceMapping: "millrace.mapping",
  millraceAttempt: "millrace.attempt",
  millraceCloseReason: "millrace.batch.close_reason",
  millraceFailedCount: "millrace.batch.failed_count",
  millraceLinksDropped: "millrace.links.dropped",
  /** Prefix of the mapping's tags. */
  millraceTag: "millrace.tag.",
} as const;

export const operationTypes = { receive: "receive", process: "process", settle: "settle" } as const;

/** The trigger of a function that a queue feeds. */
export const faasTriggerPubSub = "pubsub";

/** `error.type` where the error has no better name. */
export const otherError = "_OTHER";

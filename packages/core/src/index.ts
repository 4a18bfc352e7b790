/**
 * For those who run a connector: make a mapping, run it, see what it does. Authors of connectors find
 * the rest under `@millrace/core/connector`.
 */
export type { Clock, Timer } from "./base/clock.ts";
export { ConfigurationError } from "./base/configuration-error.ts";
export type { AwsError, ConfigurationIssue } from "./base/configuration-error.ts";
export type { ErrorCode } from "./base/error-codes.ts";
export { errorCodes } from "./base/error-codes.ts";
export { MillraceError } from "./base/millrace-error.ts";
export type { Random } from "./base/random.ts";
export { SourceError } from "./base/source-error.ts";
export type { SourceDecision } from "./base/source-error.ts";
export type { Budget } from "./contracts/budget.ts";
export type { QueueSourceDefinition } from "./contracts/connector.ts";
export type { CheckpointStore } from "./contracts/checkpoint-store.ts";
export type { Destination, DiscardedBatch } from "./contracts/destination.ts";
export type { Environment } from "./contracts/environment.ts";
export type { BatchEvent, MappingEventName, MappingEvents } from "./contracts/mapping-events.ts";
export type {
  BatchResponse,
  Filter,
  FunctionOptions,
  Handler,
  QueueMappingOptions,
} from "./contracts/mapping-options.ts";
export type { SettleAction, SettleResult } from "./contracts/queue-source.ts";
export type { StartupWarning } from "./contracts/startup-warning.ts";
export type { StreamSourceDefinition } from "./contracts/stream-connector.ts";
export type { StartingPosition, StreamMappingOptions } from "./contracts/stream-options.ts";
export type { Invocation, Target } from "./contracts/target.ts";
export { createMapping } from "./engine/create-mapping.ts";
export type { Mapping, MappingChanges } from "./engine/mapping.ts";
export type { CloseReason } from "./model/batch.ts";
export type { FunctionContext } from "./model/function-context.ts";
export type { MappingState } from "./model/mapping-state.ts";
export type { DrainReport, MappingStatus } from "./model/mapping-status.ts";
export type { Verdict } from "./model/verdict.ts";
export type { BudgetOptions } from "./parts/budget.ts";
export { createBudget } from "./parts/budget.ts";
export type { EachRecordOptions, RecordFailures, RecordsEvent } from "./parts/each-record.ts";
export { eachRecord } from "./parts/each-record.ts";
export { createFunction } from "./parts/function-target.ts";

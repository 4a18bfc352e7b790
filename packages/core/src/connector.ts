/** For authors of connectors and targets: the contracts, and the pieces that every connector needs. */
export { CallDeadlines } from "./base/call-deadlines.ts";
export type { Clock, Timer } from "./base/clock.ts";
export { sleep, systemClock } from "./base/clock.ts";
export { closestName } from "./base/closest-name.ts";
export { ConfigurationError, showValue } from "./base/configuration-error.ts";
export type { AwsError, ConfigurationIssue } from "./base/configuration-error.ts";
export { MillraceError, describeError } from "./base/millrace-error.ts";
export { decisionOfStatus, firstLine, shownCause } from "./base/failed-call.ts";
export type { Random } from "./base/random.ts";
export { seededRandom, systemRandom } from "./base/random.ts";
export { SourceError, sourceDecisions, toSourceError } from "./base/source-error.ts";
export type { SourceDecision } from "./base/source-error.ts";
export {
  TargetResponseError,
  TargetThrottledError,
  TargetUnreachableError,
} from "./base/target-error.ts";
export { hasUserInfo } from "./base/user-info.ts";
export type { Connector, QueueOpening, QueueSourceDefinition } from "./contracts/connector.ts";
export type {
  CheckpointScope,
  CheckpointStore,
  NewShardRow,
  ShardClaim,
  ShardPosition,
  ShardRow,
} from "./contracts/checkpoint-store.ts";
export type { Destination, DiscardCondition, DiscardedBatch } from "./contracts/destination.ts";
export type { Environment } from "./contracts/environment.ts";
export type { ResolvedQueueOptions } from "./contracts/mapping-options.ts";
export { extendResults, settleActions, settleResults } from "./contracts/queue-source.ts";
export type {
  ExtendResult,
  QueueCapabilities,
  QueueSource,
  ReceiveOptions,
  SettleAction,
  Settlement,
  SettleResult,
} from "./contracts/queue-source.ts";
export type {
  Bootstrap,
  LeasedStream,
  ListedShard,
  ShardGap,
  ShardListing,
  ShardReading,
  ShardStart,
} from "./contracts/leased-stream.ts";
export type { StartupWarning } from "./contracts/startup-warning.ts";
export type { StreamOpening, StreamSourceDefinition } from "./contracts/stream-connector.ts";
export type { ResolvedStreamOptions, StartingPosition } from "./contracts/stream-options.ts";
export type {
  OwnedShard,
  RecordPage,
  Revocation,
  Standing,
  StreamCapabilities,
  StreamRecord,
  StreamSource,
} from "./contracts/stream-source.ts";
export type { Invocation, Target } from "./contracts/target.ts";
export type { Delivery, TraceCarrier } from "./model/delivery.ts";
export type { FilterView } from "./model/filter-view.ts";
export type { LaneFailure } from "./model/lane-failure.ts";
export { laneFailures } from "./model/lane-failure.ts";
export type { LeasedShardsOptions } from "./parts/leases/leased-shards.ts";
export { LeasedShards } from "./parts/leases/leased-shards.ts";
export type { LeaseTimings } from "./parts/leases/lease-timings.ts";
export { defaultLeaseTimings } from "./parts/leases/lease-timings.ts";
export { createMemoryStore } from "./parts/memory-checkpoint-store.ts";
export type { Backoff } from "./rules/backoff.ts";
export { backoffMs } from "./rules/backoff.ts";
export type { QueueOptionsInput, StreamOptionsInput } from "./rules/options/option-schemas.ts";
export { queueOptionsSchema, streamOptionsSchema } from "./rules/options/option-schemas.ts";
export { toConfigurationIssues } from "./rules/options/schema-issues.ts";
export { withoutValues } from "./rules/options/without-values.ts";

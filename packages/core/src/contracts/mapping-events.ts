import type { SourceError } from "../base/source-error.ts";
import type { CloseReason } from "../model/batch.ts";
import type { MappingState } from "../model/mapping-state.ts";
import type { Verdict } from "../model/verdict.ts";
import type { StartupWarning } from "./startup-warning.ts";
import type { DiscardCondition } from "./destination.ts";
import type { SettleAction, SettleResult } from "./queue-source.ts";
import type { Standing } from "./stream-source.ts";

/**
 * Everything that happens in a mapping, in order, synchronously. Telemetry, logs and tests hang on it;
 * every counter can be derived from it. Records appear as ids, never with their content.
 */
export interface MappingEvents {
  /** The mapping changed its state. */
  state: { readonly from: MappingState; readonly to: MappingState; readonly reason: string };
  /** Something at start that does not stop the mapping, such as a queue without a dead-letter queue. */
  warning: StartupWarning;
  /** The number of receive loops changed. */
  pollers: { readonly from: number; readonly to: number };
  /** A receive came back. Empty ones are reported too. */
  received: { readonly ids: readonly string[]; readonly bytes: number; readonly tookMs: number };
  /** A receive failed; the poller waits `backoffMs` and tries again. */
  receiveFailed: { readonly error: SourceError; readonly backoffMs: number };
  /** Records that the filter turned away; they are acknowledged. */
  filtered: { readonly ids: readonly string[] };
  /** A second copy of a message in hand came; the first goes on, settled with the newer receipt. */
  duplicated: { readonly id: string };
  /** A handler call starts. `attempt` counts from 1 on the same lease. */
  invoking: BatchEvent & {
    readonly attempt: number;
    readonly reason: CloseReason;
    readonly waitedMs: number;
  };
  /** A handler call has an outcome. */
  invoked: BatchEvent & {
    readonly attempt: number;
    readonly verdict: Verdict;
    readonly failedIds: readonly string[];
    readonly tookMs: number;
    /** What the handler threw, why its response was refused, or why it was not called. */
    readonly error?: unknown;
  };
  /** A call that had timed out has settled at last and freed its slot. */
  runawaySettled: { readonly requestId: string; readonly lateMs: number };
  /** The source answered to a settlement. */
  settled: {
    readonly action: SettleAction;
    readonly ids: readonly string[];
    readonly results: readonly SettleResult[];
  };
  /** Leases were extended. */
  extended: { readonly ids: readonly string[] };
  /** A lease is over or taken; the message may be handed out again. `phase`: where it was. */
  leaseLost: { readonly id: string; readonly phase: "buffered" | "handling" | "settling" };
  /** A handler response with `batchItemFailures` was ignored because reporting is off: on AWS this loses messages. */
  responseIgnored: { readonly requestId: string };
  /** A shard came to this worker, was read to its end, was given back, or was taken away. */
  shard: { readonly shardId: string; readonly change: "owned" | "ended" | "released" | "lost" };
  /** A page of a shard was read. Empty ones are reported too. */
  pageRead: { readonly shardId: string; readonly ids: readonly string[]; readonly bytes: number };
  /** Reading a shard failed for good: it is given back, and taken again later. */
  shardFailed: { readonly shardId: string; readonly error: unknown };
  /** The position of a shard was saved, or could not be because the shard is lost. */
  committed: { readonly shardId: string; readonly position: string; readonly standing: Standing };
  /** Records were given up. `delivered`: the on-failure destination has them; otherwise they are dropped. */
  discarded: {
    readonly shardId: string;
    readonly ids: readonly string[];
    readonly condition: DiscardCondition;
    readonly delivered: boolean;
  };
  /** The on-failure destination did not accept; it is tried again after `backoffMs`, and the lane waits. */
  destinationFailed: {
    readonly destination: string;
    readonly error: unknown;
    readonly backoffMs: number;
  };
  /** Close or disable has begun, or has reached another level. */
  draining: { readonly level: "stop-polling" | "release" | "handlers" | "flush" | "force" };
}

export interface BatchEvent {
  readonly requestId: string;
  readonly ids: readonly string[];
  readonly bytes: number;
}

export type MappingEventName = keyof MappingEvents;

import type { SourceError } from "../base/source-error.ts";
import type { CloseReason } from "../model/batch.ts";
import type { MappingState } from "../model/mapping-state.ts";
import type { Verdict } from "../model/verdict.ts";
import type { StartupWarning } from "./connector.ts";
import type { SettleAction, SettleResult } from "./queue-source.ts";

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
  /** Close or disable has begun, or has reached another level. */
  draining: { readonly level: "stop-polling" | "release" | "handlers" | "flush" | "force" };
}

export interface BatchEvent {
  readonly requestId: string;
  readonly ids: readonly string[];
  readonly bytes: number;
}

export type MappingEventName = keyof MappingEvents;

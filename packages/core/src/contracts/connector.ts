import type { ZodType } from "zod";

import type { ConfigurationIssue } from "../base/configuration-error.ts";
import type { FilterView } from "../model/filter-view.ts";
import type { LaneFailure } from "../model/lane-failure.ts";
import type { Environment } from "./environment.ts";
import type { ResolvedQueueOptions } from "./mapping-options.ts";
import type { QueueSource, SettleAction } from "./queue-source.ts";
import type { StartupWarning } from "./startup-warning.ts";
import type { StreamSourceDefinition } from "./stream-connector.ts";

/** What a source needs to know of the mapping it serves. */
export interface QueueOpening extends Environment {
  readonly mappingName: string;
  readonly options: ResolvedQueueOptions;
  /** Milliseconds that one call of the handler may take. */
  readonly timeoutMs: number;
  /** Aborted when the mapping is closed while it opens. */
  readonly signal: AbortSignal;
  /** Reports what start-up checks found. May be called after `open` returned. */
  warn(warning: StartupWarning): void;
}

/**
 * A queue, described but not yet connected: what `sqs({ queueUrl })` returns. Immutable; one
 * definition can serve several mappings.
 *
 * @typeParam Item - one record as it stands in the event.
 * @typeParam Event - what the handler gets.
 */
export interface QueueSourceDefinition<Item = unknown, Event = unknown> {
  readonly kind: "queue";
  /** Name of the connector, such as `sqs`. */
  readonly connector: string;
  /** Name of a mapping that is given none, such as the queue's name. */
  readonly defaultName: string;
  /**
   * The queue, as one text for whichever way it was named, such as its ARN: two definitions with the same
   * identity read the same queue. Absent: nobody can tell.
   */
  readonly identity?: string;
  /** `messaging.system.name` of OpenTelemetry, such as `aws.sqs`. */
  readonly messagingSystem: string;
  /** Names of the operations in spans (`messaging.operation.name`), such as `receive` and `delete`. */
  readonly operations: Readonly<Record<"receive" | SettleAction, string>>;
  /** What follows in a lane when one of its records fails. Read only when the queue is ordered. */
  readonly laneFailure: LaneFailure;
  /** Calls on the same lease after the first, for an ordered queue: 0 hands a failed record back at once. */
  readonly laneRetries: number;
  /** How filter patterns see a record: which fields hold JSON as text. */
  readonly filterView: FilterView;
  /**
   * The rules between the source and the mapping's options, such as FIFO and window. Called with the
   * resolved options at construction, before anything is connected.
   * @param given the options as the user wrote them, for rules about options that do not apply.
   */
  checkOptions(
    options: ResolvedQueueOptions,
    given: Readonly<Record<string, unknown>>,
  ): readonly ConfigurationIssue[];
  /**
   * Connects and checks. Called once per start of a mapping.
   * @throws SourceError when the queue cannot be used.
   * @throws ConfigurationError when the queue and the options do not fit.
   */
  open(opening: QueueOpening): Promise<QueueSource<Item, Event>>;
}

/**
 * What a connector package exports as `connector`. The worker finds it by the package's name and
 * knows nothing else about it.
 */
export interface Connector {
  /** The key under `source:` in the worker's configuration, such as `sqs`. */
  readonly name: string;
  /** Options of the source, as written in the configuration. Refuses unknown keys. */
  readonly optionsSchema: ZodType;
  /**
   * Builds the source from options that passed the schema.
   * @throws ConfigurationError for what a schema cannot say.
   */
  create(options: unknown): QueueSourceDefinition | StreamSourceDefinition;
}

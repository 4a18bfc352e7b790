import type { ConfigurationIssue } from "../base/configuration-error.ts";
import type { FilterView } from "../model/filter-view.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";
import type { DiscardCondition } from "./destination.ts";
import type { Environment } from "./environment.ts";
import type { StartupWarning } from "./startup-warning.ts";
import type { ResolvedStreamOptions } from "./stream-options.ts";
import type { StreamSource } from "./stream-source.ts";

/** What a stream needs to know of the mapping it serves. */
export interface StreamOpening extends Environment {
  readonly mappingName: string;
  readonly options: ResolvedStreamOptions;
  /** Where positions and leases are kept. Given only to sources with `progress: "checkpoints"`. */
  readonly checkpointStore: CheckpointStore | undefined;
  /** Aborted when the mapping is closed while it opens. */
  readonly signal: AbortSignal;
  /** Reports what start-up checks found. May be called after `open` returned. */
  warn(warning: StartupWarning): void;
}

/**
 * A stream, described but not yet connected. Immutable; one definition can serve several mappings.
 *
 * @typeParam Item - one record as it stands in the event.
 * @typeParam Event - what the handler gets.
 */
export interface StreamSourceDefinition<Item = unknown, Event = unknown> {
  readonly kind: "stream";
  /** Name of the connector, such as `dynamodb-streams`. */
  readonly connector: string;
  /** Name of a mapping that is given none, such as the table's name. */
  readonly defaultName: string;
  /**
   * The stream, as one text for whichever way it was named, such as its ARN: two definitions with the same
   * identity read the same stream. Absent: nobody can tell.
   */
  readonly identity?: string;
  /** `messaging.system.name` of OpenTelemetry. */
  readonly messagingSystem: string;
  /** Name of the receive operation in spans, such as `get_records`. */
  readonly receiveOperation: string;
  /** Who keeps positions: a checkpoint store of ours, or the broker itself. */
  readonly progress: "checkpoints" | "broker";
  /** How filter patterns see a record: which fields hold encoded data. */
  readonly filterView: FilterView;
  /** The record id that an `itemIdentifier` stands for. Default: the identifier is the id. */
  readonly identify?: (itemIdentifier: unknown) => string | undefined;
  /** Under which condition a record is given up that is larger than the payload limit. */
  readonly oversizedCondition: DiscardCondition;
  /** The rules between the source and the mapping's options, such as the starting position. */
  checkOptions(
    options: ResolvedStreamOptions,
    given: Readonly<Record<string, unknown>>,
  ): readonly ConfigurationIssue[];
  /**
   * Connects and checks. Called once per start of a mapping.
   * @throws SourceError when the stream cannot be used.
   * @throws ConfigurationError when the stream and the options do not fit.
   */
  open(opening: StreamOpening): Promise<StreamSource<Item, Event>>;
}

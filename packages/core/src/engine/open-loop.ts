import type { Emitter } from "../base/emitter.ts";
import type { CheckpointStore } from "../contracts/checkpoint-store.ts";
import type { StartupWarning } from "../contracts/startup-warning.ts";
import type { Environment } from "../contracts/environment.ts";
import type { MappingEvents } from "../contracts/mapping-events.ts";
import { Tracing } from "../parts/tracing.ts";
import type { MappingLoop } from "./mapping-loop.ts";
import type { MappingPlan, QueuePlan, StreamPlan } from "./mapping-plan.ts";
import { QueueLoop } from "./queue-loop.ts";
import { StreamLoop } from "./stream-loop.ts";

/** What a loop is opened with beside its plan. */
export interface LoopOpening {
  readonly environment: Environment;
  readonly events: Emitter<MappingEvents>;
  readonly mappingId: string;
  /** Keeps positions while the mapping lives, where no store is given. */
  readonly memoryStore: CheckpointStore;
  /** Aborted when the mapping is closed while it opens. */
  readonly signal: AbortSignal;
  readonly onBug: (error: unknown) => void;
}

/**
 * Connects the source of a plan and builds the loop that runs it.
 * @throws what the source's `open` throws.
 */
export function openLoop<Item, Event>(
  plan: MappingPlan<Item, Event>,
  opening: LoopOpening,
): Promise<MappingLoop> {
  return plan.kind === "queue" ? openQueue(plan, opening) : openStream(plan, opening);
}

async function openQueue<Item, Event>(
  plan: QueuePlan<Item, Event>,
  opening: LoopOpening,
): Promise<MappingLoop> {
  const { source: definition, options, target, filter, budget, name } = plan;
  const { environment, events, onBug, signal } = opening;
  const source = await definition.open({
    ...environment,
    mappingName: name,
    options,
    timeoutMs: target.timeoutMs,
    signal,
    warn: warnTo(events),
  });
  const tracing = new Tracing({
    messagingSystem: definition.messagingSystem,
    destination: source.destination,
    receiveOperation: definition.operations.receive,
    mappingName: name,
    mappingId: opening.mappingId,
    tags: options.tags,
  });
  return new QueueLoop<Item, Event>({
    environment,
    definition,
    source,
    options,
    target,
    filter,
    budget,
    tracing,
    events,
    onBug,
  });
}

async function openStream<Item, Event>(
  plan: StreamPlan<Item, Event>,
  opening: LoopOpening,
): Promise<MappingLoop> {
  const { source: definition, options, target, destination, filter, budget, name } = plan;
  const { environment, events, onBug, signal } = opening;
  const source = await definition.open({
    ...environment,
    mappingName: name,
    options,
    checkpointStore: definition.progress === "broker" ? undefined : storeOf(plan, opening),
    signal,
    warn: warnTo(events),
  });
  if (options.maximumRetryAttempts === -1 && options.maximumRecordAgeMs === -1) {
    events.emit("warning", {
      code: "endless-retries",
      message:
        "maximumRetryAttempts and maximumRecordAgeInSeconds have no limit: one record that always fails blocks its shard until it expires. Set one of them, and a destination for what is given up",
    });
  }
  const tracing = new Tracing({
    messagingSystem: definition.messagingSystem,
    destination: source.destination,
    receiveOperation: definition.receiveOperation,
    mappingName: name,
    mappingId: opening.mappingId,
    tags: options.tags,
  });
  return new StreamLoop<Item, Event>({
    environment,
    definition,
    source,
    options,
    target,
    destination,
    filter,
    budget,
    tracing,
    events,
    onBug,
  });
}

function storeOf<Item, Event>(
  plan: StreamPlan<Item, Event>,
  { events, memoryStore }: LoopOpening,
): CheckpointStore {
  if (plan.checkpointStore !== undefined) return plan.checkpointStore;
  events.emit("warning", {
    code: "memory-checkpoints",
    message:
      "no checkpointStore is given: positions are kept in memory and forgotten at the end of the process",
  });
  return memoryStore;
}

function warnTo(events: Emitter<MappingEvents>): (warning: StartupWarning) => void {
  return (warning) => events.emit("warning", warning);
}

import { createMapping, type Mapping, type QueueMappingOptions } from "@millrace/core";
import {
  HandlingHistory,
  type QueueEvent,
  type QueueItem,
  ServiceLog,
  SimulatedQueue,
  type SimulatedQueueOptions,
  simulatedQueueSource,
  type SimulatedSourceOptions,
  type Simulation,
} from "@millrace/testkit";

type Options = QueueMappingOptions<QueueEvent>;

export interface StageOptions {
  readonly queue?: Partial<SimulatedQueueOptions>;
  readonly source?: Partial<SimulatedSourceOptions>;
  readonly mapping?: Partial<Options>;
  /** Gets the records of a batch and the handler's signal; returns the ids that failed. */
  readonly handle?: (
    records: readonly QueueItem[],
    signal: AbortSignal,
  ) => Promise<readonly string[]> | readonly string[];
}

/** One mapping on one queue, watched, in virtual time. */
export interface Stage {
  readonly queue: SimulatedQueue;
  readonly mapping: Mapping<QueueItem, QueueEvent>;
  readonly history: HandlingHistory;
  readonly log: ServiceLog;
  /** @returns the ids, in order. */
  send(count: number, group?: string): readonly string[];
  untilEmpty(): Promise<void>;
}

export async function setStage(
  { clock, random, chance }: Simulation,
  { handle = () => [], ...options }: StageOptions,
): Promise<Stage> {
  const queue = new SimulatedQueue({ clock, random: chance, ...options.queue });
  const log = new ServiceLog();
  const history = new HandlingHistory({ faultless: true });
  const concurrency = options.mapping?.scalingConfig?.maximumConcurrency ?? 10;
  const mapping = createMapping<QueueItem, QueueEvent>(
    {
      source: simulatedQueueSource({ queue, onCall: log.listen, latencyMs: 10, ...options.source }),
      functionResponseTypes: ["ReportBatchItemFailures"],
      handler: history.handler(
        concurrency,
        async ({ Records }: QueueEvent, { signal }: { signal: AbortSignal }) =>
          handle(Records, signal),
      ),
      ...options.mapping,
    },
    { clock, random },
  );
  history.watch(mapping);
  await mapping.start();
  return {
    queue,
    mapping,
    history,
    log,
    send: (count, group) =>
      Array.from({ length: count }, () => {
        const id = queue.send("message", group);
        history.sent(group === undefined ? { id } : { id, group });
        return id;
      }),
    async untilEmpty() {
      while (queue.size > 0) await clock.sleep(100);
    },
  };
}

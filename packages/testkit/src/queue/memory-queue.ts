import { type QueueSourceDefinition, systemClock, systemRandom } from "@millrace/core/connector";

import { SimulatedQueue } from "./simulated-queue.ts";
import { type QueueEvent, type QueueItem, simulatedQueueSource } from "./simulated-source.ts";

export interface MemoryQueueOptions {
  /** Message groups are handed out in order. Default false. */
  readonly ordered?: boolean;
  /** Seconds that a message which failed stays invisible, more than 0. Default 30. */
  readonly visibilityTimeoutSeconds?: number;
  /** Receives after which a message is a dead letter. Default: no limit. */
  readonly maxReceiveCount?: number;
}

/** A queue in this process, for tests of handlers and mappings. */
export interface MemoryQueue {
  /** Give this to `createMapping`. */
  readonly source: QueueSourceDefinition<QueueItem, QueueEvent>;
  /** @returns the message's id. */
  send(body: string, options?: { readonly group?: string }): string;
  /** Messages that can be received now. */
  readonly visible: number;
  /** Messages that somebody has received and not settled. */
  readonly inFlight: number;
  /** Bodies of the dead letters, in order. */
  readonly deadLetters: readonly string[];
}

/** Makes a queue that lives as long as the process, with real time. */
export function memoryQueue(options: MemoryQueueOptions = {}): MemoryQueue {
  const { ordered = false, visibilityTimeoutSeconds = 30, maxReceiveCount } = options;
  const queue = new SimulatedQueue({
    clock: systemClock,
    random: systemRandom,
    ordered,
    visibilityMs: visibilityTimeoutSeconds * 1000,
    ...(maxReceiveCount === undefined ? {} : { maxReceiveCount }),
  });
  return {
    source: simulatedQueueSource({ queue, waitMs: 1_000 }),
    send: (body, { group } = {}) => queue.send(body, group),
    get visible() {
      return queue.visible;
    },
    get inFlight() {
      return queue.inFlight;
    },
    get deadLetters() {
      return queue.deadLetters.map((message) => message.body);
    },
  };
}

import type { QueueSourceDefinition } from "@millrace/core/connector";

/** What a scenario needs of a queue. */
export interface QueueNeeds {
  /** Messages have lanes that keep their order. */
  readonly ordered: boolean;
  /** Seconds that a received message stays invisible, when nobody extends it. */
  readonly visibilityTimeoutSeconds: number;
}

export interface HarnessMessage {
  readonly body: string;
  /** The unit of order; given when the queue is ordered. */
  readonly lane?: string;
}

/** An empty queue for one scenario. */
export interface HarnessQueue {
  /** A source on this queue, with a retry delay of its visibility timeout. */
  readonly source: QueueSourceDefinition;
  /** Sends in order. */
  send(messages: readonly HarnessMessage[]): Promise<void>;
  /** How many messages are there, by the queue's own count. */
  count(): Promise<{ readonly visible: number; readonly inFlight: number }>;
  /** The body of a record of an event, as it was sent. */
  bodyOf(record: unknown): string;
  /** What `batchItemFailures` calls a record of an event. */
  idOf(record: unknown): string;
  /** The records of an event. */
  recordsOf(event: unknown): readonly unknown[];
  /** A filter pattern that takes records whose body is this text. */
  patternOf(body: string): string;
  remove(): Promise<void>;
}

/** What the author of a connector supplies to the suite. */
export interface QueueHarness {
  /** False: scenarios about lanes do not apply, and are not listed. */
  readonly hasOrderedQueues: boolean;
  /** Makes an empty queue. Scenarios run side by side: each has its own. */
  createQueue(needs: QueueNeeds): Promise<HarnessQueue>;
}

import assert from "node:assert/strict";

import { createMapping, type Mapping, type QueueMappingOptions } from "@millrace/core";
import { sleep, systemClock } from "@millrace/core/connector";

import type { HarnessMessage, HarnessQueue, QueueHarness, QueueNeeds } from "./queue-harness.ts";

/** One thing that every connector must do. It throws when the connector does not. */
export interface Scenario {
  readonly name: string;
  readonly ordered: boolean;
  run(harness: QueueHarness): Promise<void>;
}

/** Milliseconds that a scenario waits for something before it fails. */
const patienceMs = 15_000;

/** A queue with a mapping on it, in the hands of a scenario. */
export class Stage {
  readonly queue: HarnessQueue;
  readonly #mappings: Mapping[] = [];

  constructor(queue: HarnessQueue) {
    this.queue = queue;
  }

  /**
   * Starts a mapping.
   * @param handle gets the bodies of a batch, and returns those that failed.
   */
  async start(
    handle: (bodies: readonly string[], signal: AbortSignal) => unknown,
    options: Partial<QueueMappingOptions> = {},
  ): Promise<Mapping> {
    const { queue } = this;
    const mapping = createMapping({
      source: queue.source,
      functionResponseTypes: ["ReportBatchItemFailures"],
      drainTimeoutInSeconds: 5,
      handler: async (event, { signal }) => {
        const records = queue.recordsOf(event);
        const failed = await handle(
          records.map((record) => queue.bodyOf(record)),
          signal,
        );
        if (!Array.isArray(failed)) return failed;
        const batchItemFailures = records
          .filter((record) => failed.includes(queue.bodyOf(record)))
          .map((record) => ({ itemIdentifier: queue.idOf(record) }));
        return { batchItemFailures };
      },
      ...options,
    });
    this.#mappings.push(mapping);
    await mapping.start();
    return mapping;
  }

  send(...messages: readonly (string | HarnessMessage)[]): Promise<void> {
    return this.queue.send(
      messages.map((message) => (typeof message === "string" ? { body: message } : message)),
    );
  }

  /** Waits until the condition holds. @throws AssertionError when it does not in time. */
  async until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    const deadlineMs = systemClock.now() + patienceMs;
    while (!(await condition())) {
      assert.ok(systemClock.now() < deadlineMs, `waited ${patienceMs} ms for: ${what}`);
      await sleep(systemClock, 25);
    }
  }

  /** Waits until the queue holds nothing any more. */
  untilEmpty(): Promise<void> {
    return this.until("an empty queue", async () => {
      const { visible, inFlight } = await this.queue.count();
      return visible + inFlight === 0;
    });
  }

  async end(): Promise<void> {
    await Promise.all(this.#mappings.map((mapping) => mapping.close()));
    await this.queue.remove();
  }
}

/** Waits real milliseconds: for what must not happen. */
export function pause(ms: number): Promise<void> {
  return sleep(systemClock, ms);
}

/** Makes a scenario of a play on a stage, which is cleared away afterwards. */
export function scenario(
  name: string,
  needs: QueueNeeds,
  play: (stage: Stage) => Promise<void>,
): Scenario {
  return {
    name,
    ordered: needs.ordered,
    async run(harness) {
      const stage = new Stage(await harness.createQueue(needs));
      try {
        await play(stage);
      } finally {
        await stage.end();
      }
    },
  };
}

import assert from "node:assert/strict";

import {
  type Delivery,
  type QueueSource,
  type ResolvedQueueOptions,
  sleep,
  systemClock,
  systemRandom,
} from "@millrace/core/connector";

import type { HarnessQueue, QueueNeeds } from "./queue-harness.ts";
import type { Scenario } from "./scenario.ts";

/** Options of a mapping that asks for nothing special, as a source reads them. */
const options: ResolvedQueueOptions = {
  batchSize: 10,
  windowMs: 0,
  filterPatterns: [],
  reportBatchItemFailures: true,
  concurrency: 10,
  minimumPollers: 1,
  maximumPollers: 10,
  enabled: true,
  maximumBatchBytes: 6_291_456,
  maximumRecords: 110,
  maximumBytes: 268_435_456,
  drainTimeoutMs: 5_000,
  tags: {},
};

const patienceMs = 15_000;

/** An opened source in the hands of a scenario: what the engine does with it, step by step. */
export class SourceStage {
  readonly queue: HarnessQueue;
  readonly source: QueueSource;

  constructor(queue: HarnessQueue, source: QueueSource) {
    this.queue = queue;
    this.source = source;
  }

  send(...bodies: readonly string[]): Promise<void> {
    return this.queue.send(bodies.map((body) => ({ body })));
  }

  /** Receives until so many messages came. @throws AssertionError when they do not in time. */
  async receive(count: number, maximum: number = count): Promise<readonly Delivery[]> {
    const { signal } = new AbortController();
    const deadlineMs = systemClock.now() + patienceMs;
    const deliveries: Delivery[] = [];
    while (deliveries.length < count) {
      assert.ok(systemClock.now() < deadlineMs, `received ${deliveries.length} of ${count}`);
      deliveries.push(...(await this.source.receive(maximum, { waitMs: 1_000, signal })));
    }
    return deliveries;
  }

  async settle(
    action: "acknowledge" | "retry" | "release",
    ...deliveries: readonly Delivery[]
  ): Promise<readonly string[]> {
    const settled = this.source.settle(deliveries.map((delivery) => ({ delivery, action })));
    // Acknowledgements may be held back for company: nobody else comes here.
    this.source.flush();
    return settled;
  }

  /** Waits until the queue says so. @throws AssertionError when it does not in time. */
  async untilCount(visible: number, inFlight: number): Promise<void> {
    const deadlineMs = systemClock.now() + patienceMs;
    for (;;) {
      const count = await this.queue.count();
      if (count.visible === visible && count.inFlight === inFlight) return;
      const seen = `${count.visible} visible and ${count.inFlight} in flight`;
      assert.ok(systemClock.now() < deadlineMs, `${seen}, not ${visible} and ${inFlight}`);
      await sleep(systemClock, 25);
    }
  }
}

/** Makes a scenario that drives a source without a mapping around it. */
export function sourceScenario(
  name: string,
  needs: QueueNeeds,
  play: (stage: SourceStage) => Promise<void>,
): Scenario {
  return {
    name,
    ordered: needs.ordered,
    async run(harness) {
      const queue = await harness.createQueue(needs);
      const source = await queue.source.open({
        clock: systemClock,
        random: systemRandom,
        mappingName: "conformance",
        options,
        timeoutMs: 1_000,
        signal: new AbortController().signal,
        warn: () => {},
      });
      try {
        await play(new SourceStage(queue, source));
      } finally {
        await source.close();
        await queue.remove();
      }
    },
  };
}

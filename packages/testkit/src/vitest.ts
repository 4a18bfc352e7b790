import { describe, test } from "vitest";

import type { QueueHarness } from "./conformance/queue-harness.ts";
import { queueScenarios } from "./conformance/queue-suite.ts";
import type { StoreHarness } from "./stores/store-harness.ts";
import { storeScenarios } from "./stores/store-suite.ts";

/** Milliseconds that one scenario may take on a real server. */
const timeoutMs = 60_000;

/**
 * Lists the conformance suite of queue connectors in vitest, its scenarios side by side.
 * @param name what is tested, such as `@acme/millrace-nats on NATS 2.12`.
 */
export function describeQueueConnector(name: string, harness: QueueHarness): void {
  describe.concurrent(name, () => {
    for (const scenario of queueScenarios(harness)) {
      test(scenario.name, () => scenario.run(harness), timeoutMs);
    }
  });
}

/**
 * Lists the conformance suite of checkpoint stores in vitest, its scenarios side by side.
 * @param name what is tested, such as `@acme/millrace-postgres on PostgreSQL 18`.
 */
export function describeCheckpointStore(name: string, harness: StoreHarness): void {
  describe.concurrent(name, () => {
    for (const scenario of storeScenarios(harness)) {
      test(scenario.name, () => scenario.run(harness), timeoutMs);
    }
  });
}

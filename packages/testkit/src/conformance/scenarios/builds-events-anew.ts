import assert from "node:assert/strict";

import type { Scenario } from "../scenario.ts";
import { sourceScenario } from "../source-scenario.ts";

const bodies = ["plain", 'quotes " and \\', "control \n\t", "ünïcödé 漢字"];

export const buildsEventsAnew: Scenario = sourceScenario(
  "an event is built anew each time, and is no larger than its messages say",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    const { source, queue } = stage;
    await stage.send(...bodies);
    const deliveries = await stage.receive(bodies.length, 10);
    const [first, second] = [source.toEvent(deliveries), source.toEvent(deliveries)];
    assert.deepEqual(first, second);
    for (const [index, record] of queue.recordsOf(first).entries())
      assert.notEqual(record, queue.recordsOf(second)[index], "two events share a record");
    assert.deepEqual(
      queue
        .recordsOf(first)
        .map((record) => queue.bodyOf(record))
        .sort(),
      [...bodies].sort(),
    );
    const size = Buffer.byteLength(JSON.stringify(first));
    const estimate = deliveries.reduce(
      (sum, { bytes }) => sum + bytes,
      source.capabilities.envelopeBytes,
    );
    const exact = deliveries.reduce(
      (sum, delivery) => sum + (delivery.exactBytes?.() ?? delivery.bytes),
      source.capabilities.envelopeBytes,
    );
    assert.ok(size <= exact, `the event has ${size} bytes, its messages say ${exact}`);
    assert.ok(exact <= estimate, `measured ${exact} bytes are more than the estimate ${estimate}`);
  },
);

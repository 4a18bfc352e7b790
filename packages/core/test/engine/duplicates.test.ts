import { expect, test } from "vitest";

import { seededRandom } from "../../src/base/random.ts";
import { createMapping } from "../../src/engine/create-mapping.ts";
import { ManualClock } from "../manual-clock.ts";
import { ScriptedQueue } from "../scripted-source.ts";

test.each([
  { order: [1, 2], told: 2 },
  { order: [2, 1], told: 2 },
  { order: [1, 1], told: 1 },
])(
  "of two copies that come in the order $order the newest receipt settles",
  async ({ order, told }) => {
    const clock = new ManualClock();
    const queue = new ScriptedQueue();
    const settled: number[] = [];
    const running = Promise.withResolvers<void>();
    let calls = 0;
    queue.onSettle = ({ delivery }) => {
      settled.push(delivery.deliveryCount);
      return "settled";
    };
    const mapping = createMapping(
      {
        source: queue.definition,
        handler: () => {
          calls += 1;
          return running.promise;
        },
      },
      { clock, random: seededRandom(1) },
    );
    await mapping.start();
    for (const deliveryCount of order) {
      queue.send({ id: "1", deliveryCount });
      await clock.advance(100);
    }
    running.resolve();
    await clock.advance(100);
    expect([calls, settled, mapping.status().inHand]).toEqual([1, [told], 0]);
    const closing = mapping.close();
    await clock.advance(30_000);
    await closing;
  },
);

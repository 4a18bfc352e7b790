import assert from "node:assert/strict";

import { type Scenario, scenario } from "../scenario.ts";

export const windowFillsABatch: Scenario = scenario(
  "a batching window collects what several receives bring",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    const sizes: number[] = [];
    await stage.start((bodies) => void sizes.push(bodies.length), {
      batchSize: 25,
      maximumBatchingWindowInSeconds: 5,
    });
    await stage.send(...Array.from({ length: 25 }, (_, index) => `message ${index}`));
    await stage.untilEmpty();
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      25,
    );
    assert.ok(
      Math.max(...sizes) > 10,
      `batches of ${sizes.join(", ")}: none held more than one receive brings`,
    );
  },
);

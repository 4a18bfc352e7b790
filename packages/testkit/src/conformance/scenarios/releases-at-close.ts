import assert from "node:assert/strict";

import { type Scenario, scenario } from "../scenario.ts";

export const releasesAtClose: Scenario = scenario(
  "what was not started is visible again as soon as the mapping closes",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    let started = 0;
    const running = Promise.withResolvers<void>();
    const mapping = await stage.start(
      () => {
        started += 1;
        return running.promise;
      },
      { batchSize: 1, scalingConfig: { maximumConcurrency: 2 } },
    );
    await stage.send("1", "2", "3");
    await stage.until(
      "two started and one buffered",
      () => started === 2 && mapping.status().inHand === 3,
    );
    const closing = mapping.close();
    await stage.until("one visible again", async () => (await stage.queue.count()).visible === 1);
    running.resolve();
    const report = await closing;
    assert.deepEqual([report.finished, report.abandoned], [2, 0]);
    assert.deepEqual(await stage.queue.count(), { visible: 1, inFlight: 0 });
  },
);

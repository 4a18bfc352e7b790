import assert from "node:assert/strict";

import { type Scenario, scenario } from "../scenario.ts";

export const closesWhileBlocked: Scenario = scenario(
  "close ends in time although a handler does not, and leaves its message to its lease",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    const blocked = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const mapping = await stage.start(
      () => {
        started.resolve();
        return blocked.promise;
      },
      { drainTimeoutInSeconds: 1 },
    );
    await stage.send("1");
    await started.promise;
    const report = await mapping.close();
    assert.deepEqual([report.finished, report.released, report.abandoned], [0, 0, 1]);
    assert.ok(report.tookMs < 10_000, `it took ${report.tookMs} ms`);
    assert.deepEqual(await stage.queue.count(), { visible: 0, inFlight: 1 });
    blocked.resolve();
  },
);

import assert from "node:assert/strict";

import { pause, type Scenario, scenario } from "../scenario.ts";

export const waitsForHandlersAtClose: Scenario = scenario(
  "close waits for running handlers and acknowledges them",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    let ended = false;
    const started = Promise.withResolvers<void>();
    const mapping = await stage.start(async () => {
      started.resolve();
      await pause(1_000);
      ended = true;
    });
    await stage.send("1");
    await started.promise;
    const report = await mapping.close();
    assert.deepEqual([ended, report.finished, report.abandoned], [true, 1, 0]);
    await stage.untilEmpty();
  },
);

import assert from "node:assert/strict";

import { pause, type Scenario, scenario } from "../scenario.ts";

export const lateHandlerChangesNothing: Scenario = scenario(
  "the answer of a handler that timed out acknowledges nothing",
  { ordered: false, visibilityTimeoutSeconds: 2 },
  async (stage) => {
    let calls = 0;
    await stage.start(
      async () => {
        calls += 1;
        if (calls === 1) await pause(3_000);
      },
      { timeout: 1 },
    );
    await stage.send("a");
    await stage.until("a second call", () => calls === 2);
    await stage.untilEmpty();
    assert.equal(calls, 2);
  },
);

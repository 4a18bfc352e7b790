import assert from "node:assert/strict";

import { type Scenario, scenario } from "../scenario.ts";

export const thrownBatchComesBack: Scenario = scenario(
  "a handler that throws gets its whole batch again, counted by the queue",
  { ordered: false, visibilityTimeoutSeconds: 2 },
  async (stage) => {
    let calls = 0;
    const counts: number[] = [];
    const seen: string[] = [];
    const mapping = await stage.start((bodies) => {
      calls += 1;
      if (calls === 1) throw new Error("boom");
      seen.push(...bodies);
    });
    mapping.on("invoked", ({ verdict }) => counts.push(verdict === "failure" ? 1 : 0));
    await stage.send("a");
    await stage.untilEmpty();
    assert.deepEqual([calls, seen, counts], [2, ["a"], [1, 0]]);
  },
);

import assert from "node:assert/strict";

import { type Scenario, scenario } from "../scenario.ts";

export const lanesRunInParallel: Scenario = scenario(
  "a slow lane does not hold another back",
  { ordered: true, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    const slow = Promise.withResolvers<void>();
    const seen: string[] = [];
    await stage.start(
      async (bodies) => {
        seen.push(...bodies);
        if (bodies.includes("a0")) await slow.promise;
      },
      { batchSize: 1 },
    );
    await stage.send({ body: "a0", lane: "a" });
    await stage.until("the slow lane's start", () => seen.includes("a0"));
    await stage.send({ body: "b0", lane: "b" }, { body: "a1", lane: "a" });
    await stage.until("the other lane", () => seen.includes("b0"));
    assert.ok(!seen.includes("a1"), "a lane had two batches in flight");
    slow.resolve();
    await stage.untilEmpty();
    assert.ok(seen.includes("a1"));
  },
);

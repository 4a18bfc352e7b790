import assert from "node:assert/strict";

import type { Scenario } from "../scenario.ts";
import { sourceScenario } from "../source-scenario.ts";

export const releasesAtOnce: Scenario = sourceScenario(
  "a released message is there at once, under its id, and counted up",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    await stage.send("a");
    const [first] = await stage.receive(1);
    assert.ok(first !== undefined);
    assert.equal(first.deliveryCount, 1);
    assert.deepEqual(await stage.settle("release", first), ["settled"]);
    await stage.untilCount(1, 0);
    const [second] = await stage.receive(1);
    assert.ok(second !== undefined);
    assert.deepEqual([second.id, second.deliveryCount], [first.id, 2]);
  },
);

import assert from "node:assert/strict";

import type { Scenario } from "../scenario.ts";
import { sourceScenario } from "../source-scenario.ts";

export const settlesTwice: Scenario = sourceScenario(
  "a second acknowledgement of one message is answered, and harms no other",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    await stage.send("a", "b");
    const [first, second] = await stage.receive(2, 10);
    assert.ok(first !== undefined && second !== undefined);
    assert.deepEqual(await stage.settle("acknowledge", first), ["settled"]);
    const [again] = await stage.settle("acknowledge", first);
    assert.ok(again === "settled" || again === "lost", `the second answer was ${again}`);
    await stage.untilCount(0, 1);
  },
);

import assert from "node:assert/strict";

import type { SettleAction } from "@millrace/core/connector";

import type { Scenario } from "../scenario.ts";
import { sourceScenario } from "../source-scenario.ts";

const actions: readonly SettleAction[] = ["acknowledge", "release", "acknowledge", "retry"];

export const answersEachSettlement: Scenario = sourceScenario(
  "settlements of several kinds in one call are answered one by one",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    await stage.send("a", "b", "c", "d");
    const deliveries = await stage.receive(4, 10);
    const settled = stage.source.settle(
      deliveries.map((delivery, index) => ({ delivery, action: actions[index] ?? "release" })),
    );
    stage.source.flush();
    assert.deepEqual(await settled, ["settled", "settled", "settled", "settled"]);
    await stage.untilCount(1, 1);
  },
);

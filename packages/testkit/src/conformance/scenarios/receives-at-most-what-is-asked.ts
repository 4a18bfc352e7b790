import assert from "node:assert/strict";

import type { Scenario } from "../scenario.ts";
import { sourceScenario } from "../source-scenario.ts";

export const receivesAtMostWhatIsAsked: Scenario = sourceScenario(
  "a receive brings at most what was asked for, each message once",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    await stage.send("a", "b", "c");
    const ids = new Set<string>();
    for (let receive = 0; receive < 3; receive += 1) {
      const deliveries = await stage.receive(1);
      assert.equal(deliveries.length, 1);
      for (const { id } of deliveries) ids.add(id);
    }
    assert.equal(ids.size, 3);
  },
);

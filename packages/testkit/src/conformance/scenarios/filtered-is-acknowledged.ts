import assert from "node:assert/strict";

import { type Scenario, scenario } from "../scenario.ts";

export const filteredIsAcknowledged: Scenario = scenario(
  "a message that no pattern takes is acknowledged without a call",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    const seen: string[] = [];
    const pattern = stage.queue.patternOf("wanted");
    await stage.start((bodies) => void seen.push(...bodies), {
      filterCriteria: { filters: [{ pattern }] },
    });
    await stage.send("unwanted", "wanted", "unwanted too");
    await stage.untilEmpty();
    assert.deepEqual(seen, ["wanted"]);
  },
);

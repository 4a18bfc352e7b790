import assert from "node:assert/strict";

import { type Scenario, scenario } from "../scenario.ts";

export const closesWhileIdle: Scenario = scenario(
  "an idle mapping closes, twice, with one report",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    const mapping = await stage.start(() => {});
    const [first, second] = await Promise.all([mapping.close(), mapping.close()]);
    assert.equal(first, second);
    assert.deepEqual([first.finished, first.released, first.abandoned], [0, 0, 0]);
    assert.equal(mapping.status().state, "Deleted");
  },
);

import assert from "node:assert/strict";

import { type Scenario, scenario } from "../scenario.ts";

export const handlesEverythingOnce: Scenario = scenario(
  "handles every message once and leaves the queue empty",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    const seen: string[] = [];
    await stage.start((bodies) => void seen.push(...bodies));
    const sent = Array.from({ length: 25 }, (_, index) => `message ${index}`);
    await stage.send(...sent);
    await stage.untilEmpty();
    assert.deepEqual(seen.toSorted(), sent.toSorted());
  },
);

import assert from "node:assert/strict";

import { type Scenario, scenario } from "../scenario.ts";

export const partialFailureComesBack: Scenario = scenario(
  "acknowledges what succeeded, and only what failed comes back",
  { ordered: false, visibilityTimeoutSeconds: 2 },
  async (stage) => {
    const seen = new Map<string, number>();
    await stage.start((bodies) => {
      for (const body of bodies) seen.set(body, (seen.get(body) ?? 0) + 1);
      return bodies.filter((body) => body === "bad" && seen.get(body) === 1);
    });
    await stage.send("good", "bad", "fine");
    await stage.untilEmpty();
    assert.deepEqual(Object.fromEntries(seen), { good: 1, bad: 2, fine: 1 });
  },
);

import assert from "node:assert/strict";

import { pause, type Scenario, scenario } from "../scenario.ts";

export const resumesAfterDisable: Scenario = scenario(
  "a disabled mapping takes nothing, and goes on when it is enabled",
  { ordered: false, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    const seen: string[] = [];
    const mapping = await stage.start((bodies) => void seen.push(...bodies));
    await mapping.update({ enabled: false });
    await stage.send("a");
    await pause(500);
    assert.deepEqual([seen, (await stage.queue.count()).visible], [[], 1]);
    await mapping.update({ enabled: true });
    await stage.untilEmpty();
    assert.deepEqual(seen, ["a"]);
  },
);

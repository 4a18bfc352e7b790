import assert from "node:assert/strict";

import { pause, type Scenario, scenario } from "../scenario.ts";

export const extendsWhileHandling: Scenario = scenario(
  "a message stays invisible while its handler runs, however long",
  { ordered: false, visibilityTimeoutSeconds: 2 },
  async (stage) => {
    const seen: string[] = [];
    await stage.start(async (bodies) => {
      seen.push(...bodies);
      await pause(5_000);
    });
    await stage.send("slow");
    await stage.until("the handler's start", () => seen.length === 1);
    await stage.untilEmpty();
    assert.deepEqual(seen, ["slow"]);
  },
);

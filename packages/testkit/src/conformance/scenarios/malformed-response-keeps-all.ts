import assert from "node:assert/strict";

import { type Scenario, scenario } from "../scenario.ts";

export const malformedResponseKeepsAll: Scenario = scenario(
  "a response that names no message of the batch acknowledges nothing",
  { ordered: false, visibilityTimeoutSeconds: 2 },
  async (stage) => {
    let calls = 0;
    await stage.start(() => {
      calls += 1;
      return calls === 1 ? { batchItemFailures: [{ itemIdentifier: "nobody" }] } : undefined;
    });
    await stage.send("a");
    await stage.until("a second call", () => calls === 2);
    await stage.untilEmpty();
    assert.equal(calls, 2);
  },
);

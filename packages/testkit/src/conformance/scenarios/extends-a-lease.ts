import assert from "node:assert/strict";

import { pause, type Scenario } from "../scenario.ts";
import { sourceScenario } from "../source-scenario.ts";

export const extendsALease: Scenario = sourceScenario(
  "an extended message stays invisible beyond its first lease, and comes back after the last",
  { ordered: false, visibilityTimeoutSeconds: 2 },
  async (stage) => {
    const { source } = stage;
    if (!source.capabilities.extendable) return;
    await stage.send("a");
    const deliveries = await stage.receive(1);
    for (let beat = 0; beat < 3; beat += 1) {
      await pause(1_000);
      assert.deepEqual(await source.extend?.(deliveries, 2_000), ["extended"]);
    }
    await pause(1_000);
    assert.deepEqual(await stage.queue.count(), { visible: 0, inFlight: 1 });
    const [again] = await stage.receive(1);
    assert.equal(again?.deliveryCount, 2);
  },
);

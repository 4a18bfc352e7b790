import assert from "node:assert/strict";

import { type Scenario, scenario } from "../scenario.ts";

export const failedLaneHoldsBack: Scenario = scenario(
  "nothing behind a failed message of a lane is done before it, another lane goes on",
  { ordered: true, visibilityTimeoutSeconds: 2 },
  async (stage) => {
    const done: string[] = [];
    let failures = 0;
    await stage.start((bodies) => {
      const failed = bodies.filter((body) => body === "a1" && failures < 2);
      failures += failed.length;
      // What is handed back with a failed message was not done, whatever this handler thinks of it.
      const held = failed.length > 0;
      done.push(
        ...bodies.filter(
          (body) => !failed.includes(body) && !(held && body.startsWith("a") && body > "a1"),
        ),
      );
      return failed;
    });
    const lanes = { a: ["a0", "a1", "a2", "a3"], b: ["b0", "b1"] };
    await stage.send(
      ...Object.entries(lanes).flatMap(([lane, bodies]) => bodies.map((body) => ({ body, lane }))),
    );
    await stage.untilEmpty();
    assert.equal(failures, 2);
    for (const [lane, bodies] of Object.entries(lanes)) {
      assert.deepEqual(
        done.filter((body) => body.startsWith(lane)),
        bodies,
      );
    }
  },
);

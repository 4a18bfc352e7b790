import assert from "node:assert/strict";

import { type Scenario, scenario } from "../scenario.ts";

export const keepsLaneOrder: Scenario = scenario(
  "messages of a lane are handled in order",
  { ordered: true, visibilityTimeoutSeconds: 30 },
  async (stage) => {
    const seen = new Map<string, string[]>([
      ["a", []],
      ["b", []],
    ]);
    await stage.start((bodies) => {
      for (const body of bodies) seen.get(body.charAt(0))?.push(body);
    });
    const sent = Array.from({ length: 12 }, (_, index) =>
      ["a", "b"].map((lane) => ({ body: `${lane}${index}`, lane })),
    ).flat();
    await stage.send(...sent);
    await stage.untilEmpty();
    for (const [lane, bodies] of seen) {
      assert.deepEqual(
        bodies,
        sent.filter((message) => message.lane === lane).map(({ body }) => body),
      );
    }
  },
);

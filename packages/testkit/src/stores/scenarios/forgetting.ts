import assert from "node:assert/strict";

import { claimOf, rowOf, storeScenario, type StoreScenario } from "../store-scenario.ts";

/** A row is deleted when it is done, and not otherwise. */
export const forgetting: readonly StoreScenario[] = [
  storeScenario("a row that is done can be forgotten, once", async (stage) => {
    const scope = await stage.scopeWith("done", "other");
    const claim = await claimOf(scope, "done", "worker");
    await claim.save({ at: "end" });
    await claim.release();
    const ended = await rowOf(scope, "done");

    assert.equal(await scope.forget(ended), true);
    assert.equal(await scope.forget(ended), false);

    assert.deepEqual(
      (await scope.rows()).map(({ id }) => id),
      ["other"],
    );
  }),

  storeScenario("a row that is not done is not forgotten", async (stage) => {
    const scope = await stage.scopeWith("fresh", "read");
    await (await claimOf(scope, "read", "worker")).save({ at: "after", token: "1" });

    for (const row of await scope.rows()) assert.equal(await scope.forget(row), false);

    assert.equal((await scope.rows()).length, 2);
  }),

  storeScenario("a row that has changed since it was seen is not forgotten", async (stage) => {
    const scope = await stage.scopeWith("done");
    const claim = await claimOf(scope, "done", "worker");
    await claim.save({ at: "end" });
    const seen = await rowOf(scope, "done");
    await claim.renew();

    assert.equal(await scope.forget(seen), false);
    assert.equal(await scope.forget({ ...(await rowOf(scope, "done")), owner: "other" }), false);

    assert.equal((await scope.rows()).length, 1);
  }),

  storeScenario("what a row claims to be is not believed", async (stage) => {
    const scope = await stage.scopeWith("fresh");
    const row = await rowOf(scope, "fresh");

    assert.equal(await scope.forget({ ...row, position: { at: "end" } }), false);

    assert.equal((await scope.rows()).length, 1);
  }),
];

import assert from "node:assert/strict";

import { claimOf, rowOf, storeScenario, type StoreScenario } from "../store-scenario.ts";

/** Closing frees what was opened, and forgets nothing. */
export const closing: readonly StoreScenario[] = [
  storeScenario("a store can be closed more than once, also at the same time", async (stage) => {
    const store = await stage.store();
    await store.scope("stream", "group").add([]);

    await Promise.all([store.close(), store.close()]);
    await store.close();
  }),

  storeScenario("what was saved before the close is there afterwards", async (stage) => {
    const first = await stage.store();
    const before = first.scope("stream", "group");
    await before.add([{ id: "shard", parents: ["parent"], position: { at: "horizon" } }]);
    await (await claimOf(before, "shard", "worker")).save({ at: "after", token: "11" });
    const saved = await rowOf(before, "shard");
    await first.close();

    const after = (await stage.store()).scope("stream", "group");

    assert.deepEqual(await rowOf(after, "shard"), saved);
    assert.deepEqual(saved.position, { at: "after", token: "11" });
  }),

  storeScenario("closing one store leaves the others open", async (stage) => {
    const other = await stage.scopeWith("shard");
    const claim = await claimOf(other, "shard", "worker");

    await (await stage.store()).close();

    assert.equal(await claim.renew(), "held");
  }),
];

import assert from "node:assert/strict";

import { claimOf, rowOf, storeScenario, type StoreScenario } from "../store-scenario.ts";

/** Pairs that a careless key would take for one. */
const pairs: readonly (readonly [source: string, group: string])[] = [
  ["stream", "group"],
  ["stream", "group2"],
  ["stream2", "group"],
  ["a/b", "c"],
  ["a", "b/c"],
  ["c", "a/b"],
  ["a:b", "c"],
  ["a", "b:c"],
  ["a|b#", "c%2F"],
  ["a|b", "#c/"],
];

/** Streams and groups know nothing of each other. */
export const scopes: readonly StoreScenario[] = [
  storeScenario("each pair of stream and group has rows of its own", async (stage) => {
    const store = await stage.store();
    for (const [index, [source, group]] of pairs.entries()) {
      const scope = store.scope(source, group);
      await scope.add([{ id: "shard", parents: [], position: { at: "after", token: `${index}` } }]);
    }

    for (const [index, [source, group]] of pairs.entries()) {
      const rows = await store.scope(source, group).rows();
      assert.deepEqual(
        rows.map(({ id, position }) => [id, position]),
        [["shard", { at: "after", token: `${index}` }]],
      );
    }
  }),

  storeScenario("what is done to a row is not done to its namesakes", async (stage) => {
    const [one, two] = [await stage.scope("one"), await stage.scope("two")];
    for (const scope of [one, two]) {
      await scope.add([{ id: "shard", parents: [], position: { at: "horizon" } }]);
    }
    const before = await rowOf(two, "shard");

    await (await claimOf(one, "shard", "worker")).save({ at: "end" });
    await one.forget(await rowOf(one, "shard"));

    assert.deepEqual(await rowOf(two, "shard"), before);
    assert.deepEqual(await one.rows(), []);
  }),

  storeScenario("scopes of the same stream and group show the same rows", async (stage) => {
    const store = await stage.store();
    await store
      .scope("stream", "group")
      .add([{ id: "shard", parents: [], position: { at: "end" } }]);

    assert.equal((await store.scope("stream", "group").rows()).length, 1);
  }),
];

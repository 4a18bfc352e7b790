import assert from "node:assert/strict";

import type { NewShardRow } from "@millrace/core/connector";

import { claimOf, horizon, rowOf, storeScenario, type StoreScenario } from "../store-scenario.ts";

/** Rows come to be once, and hold what they were given. */
export const adding: readonly StoreScenario[] = [
  storeScenario("a row holds what it was added with, and belongs to nobody", async (stage) => {
    const scope = await stage.scope();
    const added: readonly NewShardRow[] = [
      { id: "shardId-0001", parents: [], position: horizon },
      {
        id: "shardId-0002",
        parents: ["shardId-0001"],
        position: { at: "time" },
        sinceMs: 1_767_225_600_123,
      },
      {
        id: "shardId-0003",
        parents: ["shardId-0001", "shardId-0002"],
        position: { at: "after", token: "000000000000000000042" },
      },
      { id: "#discovery", parents: [], position: { at: "end", lost: "7" }, sinceMs: 0 },
    ];

    await scope.add(added);

    for (const { id, parents, position, sinceMs } of added) {
      const row = await rowOf(await stage.scope(), id);
      assert.deepEqual(row.parents.toSorted(), parents);
      assert.deepEqual(row.position, position);
      assert.equal(row.sinceMs, sinceMs);
      assert.deepEqual([row.owner, row.heir, row.tipAtMs], [undefined, undefined, undefined]);
    }
    assert.equal((await scope.rows()).length, added.length);
  }),

  storeScenario("an empty scope has no rows, and adding none changes nothing", async (stage) => {
    const scope = await stage.scope();
    await scope.add([]);
    assert.deepEqual(await scope.rows(), []);
  }),

  storeScenario(
    "adding a row that exists leaves it as it is, and adds the others",
    async (stage) => {
      const scope = await stage.scopeWith("old");
      await (await claimOf(scope, "old", "worker")).save({ at: "after", token: "5" });
      const before = await rowOf(scope, "old");

      const other = await stage.scope();
      await other.add([
        { id: "old", parents: ["x"], position: { at: "end" }, sinceMs: 9 },
        { id: "new", parents: [], position: horizon },
      ]);

      assert.deepEqual(await rowOf(scope, "old"), before);
      assert.equal((await scope.rows()).length, 2);
    },
  ),

  storeScenario("workers that add the same rows at once make each of them once", async (stage) => {
    const ids = Array.from({ length: 30 }, (_, index) => `shard-${index}`);
    const scopes = await Promise.all(Array.from({ length: 4 }, () => stage.scope()));

    await Promise.all(
      scopes.map((scope, index) =>
        scope.add(
          ids.map((id) => ({ id, parents: [], position: { at: "after", token: `${index}` } })),
        ),
      ),
    );

    const rows = await (await stage.scope()).rows();
    assert.deepEqual(rows.map(({ id }) => id).toSorted(), ids.toSorted());
  }),
];

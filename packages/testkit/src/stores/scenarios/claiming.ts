import assert from "node:assert/strict";

import { claimOf, rowOf, storeScenario, type StoreScenario } from "../store-scenario.ts";

const contestedRows = 60;
const takers = 8;

/** Of those who want a row, one gets it. */
export const claiming: readonly StoreScenario[] = [
  storeScenario("a claimed row names its owner, and the claim knows the row", async (stage) => {
    const scope = await stage.scopeWith("shard");
    const free = await rowOf(scope, "shard");

    const claim = await claimOf(scope, "shard", "worker");

    const row = await rowOf(await stage.scope(), "shard");
    assert.equal(row.owner, "worker");
    assert.notEqual(row.version, free.version);
    assert.deepEqual(
      [claim.row.id, claim.row.owner, claim.row.version, claim.row.position],
      ["shard", "worker", row.version, row.position],
    );
  }),

  storeScenario("a row that has changed since it was seen cannot be claimed", async (stage) => {
    const scope = await stage.scopeWith("shard");
    const free = await rowOf(scope, "shard");
    const claim = await claimOf(scope, "shard", "first");
    const owned = await rowOf(scope, "shard");
    await claim.renew();

    assert.equal(await scope.claim(free, "second"), undefined);
    assert.equal(await scope.claim(owned, "second"), undefined);
    assert.equal((await rowOf(scope, "shard")).owner, "first");
  }),

  storeScenario("a row whose owner shows no sign of life can be claimed", async (stage) => {
    const scope = await stage.scopeWith("shard");
    await (await claimOf(scope, "shard", "first")).save({ at: "after", token: "3" });

    const claim = await claimOf(await stage.scope(), "shard", "second");

    assert.deepEqual(claim.row.position, { at: "after", token: "3" });
    assert.equal((await rowOf(scope, "shard")).owner, "second");
  }),

  storeScenario("a row that is gone cannot be claimed", async (stage) => {
    const scope = await stage.scopeWith("shard");
    await (await claimOf(scope, "shard", "worker")).save({ at: "end" });
    const ended = await rowOf(scope, "shard");
    await scope.forget(ended);

    assert.equal(await scope.claim(ended, "worker"), undefined);
    assert.deepEqual(await scope.rows(), []);
  }),

  storeScenario(
    `of ${takers} workers that claim ${contestedRows} rows at once, each row has one winner`,
    async (stage) => {
      const ids = Array.from({ length: contestedRows }, (_, index) => `shard-${index}`);
      const rows = await (await stage.scopeWith(...ids)).rows();
      const scopes = await Promise.all(Array.from({ length: takers }, () => stage.scope()));

      const claims = await Promise.all(
        rows.flatMap((row) => scopes.map((scope, taker) => scope.claim(row, `worker-${taker}`))),
      );

      const won = claims.filter((claim) => claim !== undefined);
      assert.equal(won.length, contestedRows);
      assert.equal(new Set(won.map(({ row }) => row.id)).size, contestedRows);
      const owners = new Map(
        (await (await stage.scope()).rows()).map((row) => [row.id, row.owner]),
      );
      for (const { row } of won) assert.equal(owners.get(row.id), row.owner);
    },
  ),
];

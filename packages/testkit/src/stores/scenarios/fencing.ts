import assert from "node:assert/strict";

import type { ShardClaim } from "@millrace/core/connector";

import { claimOf, rowOf, storeScenario, type StoreScenario } from "../store-scenario.ts";

/** Everything that an owner can try which no longer is one. */
async function actAsZombie(zombie: ShardClaim): Promise<void> {
  assert.equal(await zombie.renew(99), "lost");
  assert.equal(await zombie.save({ at: "after", token: "zombie" }), "lost");
  await zombie.release();
}

/** Who has lost a row changes nothing of it any more. */
export const fencing: readonly StoreScenario[] = [
  storeScenario(
    "an owner whose row was taken is refused, and the row stays intact",
    async (stage) => {
      const scope = await stage.scopeWith("shard");
      const zombie = await claimOf(scope, "shard", "first");
      const heir = await claimOf(await stage.scope(), "shard", "second");
      await heir.save({ at: "after", token: "5" });
      const before = await rowOf(scope, "shard");

      await actAsZombie(zombie);

      assert.deepEqual(await rowOf(scope, "shard"), before);
      assert.equal(await heir.save({ at: "after", token: "6" }), "held");
    },
  ),

  storeScenario("an older claim of the same worker is refused too", async (stage) => {
    const scope = await stage.scopeWith("shard");
    const zombie = await claimOf(scope, "shard", "worker");
    const claim = await claimOf(scope, "shard", "worker");

    await actAsZombie(zombie);

    assert.equal(await claim.save({ at: "after", token: "6" }), "held");
    assert.equal((await rowOf(scope, "shard")).owner, "worker");
  }),

  storeScenario("the claim on a row that is gone, or was added anew, is refused", async (stage) => {
    const scope = await stage.scopeWith("shard");
    const zombie = await claimOf(scope, "shard", "worker");
    await zombie.save({ at: "end" });
    await scope.forget(await rowOf(scope, "shard"));

    await actAsZombie(zombie);
    assert.deepEqual(await scope.rows(), []);

    await scope.add([{ id: "shard", parents: [], position: { at: "horizon" } }]);
    await actAsZombie(zombie);
    const { owner, position } = await rowOf(scope, "shard");
    assert.deepEqual([owner, position], [undefined, { at: "horizon" }]);
  }),

  storeScenario("a released claim is refused", async (stage) => {
    const scope = await stage.scopeWith("shard");
    const claim = await claimOf(scope, "shard", "worker");
    await claim.release();
    const before = await rowOf(scope, "shard");

    await actAsZombie(claim);

    assert.deepEqual(await rowOf(scope, "shard"), before);
  }),

  storeScenario("fences grow with every change of owner", async (stage) => {
    const scope = await stage.scopeWith("shard");
    const fences: number[] = [];
    const claimAs = async (worker: string): Promise<ShardClaim> => {
      const claim = await claimOf(scope, "shard", worker);
      fences.push(claim.fence);
      return claim;
    };

    await (await claimAs("first")).release();
    const second = await claimAs("second");
    await claimAs("third");
    await actAsZombie(second);
    const fourth = await claimAs("fourth");
    await scope.offer(await rowOf(scope, "shard"), "fifth");
    await fourth.renew();
    await fourth.release();
    await claimAs("fifth");

    assert.deepEqual(
      fences,
      fences.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(fences).size, 5);
  }),
];

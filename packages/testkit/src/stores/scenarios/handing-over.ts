import assert from "node:assert/strict";

import { claimOf, rowOf, storeScenario, type StoreScenario } from "../store-scenario.ts";

/** A row changes hands without a moment in which two have it. */
export const handingOver: readonly StoreScenario[] = [
  storeScenario("an offered row is wanted, and goes to its heir at the release", async (stage) => {
    const scope = await stage.scopeWith("shard");
    const other = await stage.scope();
    const claim = await claimOf(scope, "shard", "old");

    assert.equal(await other.offer(await rowOf(other, "shard"), "heir"), true);
    const offered = await rowOf(other, "shard");
    assert.deepEqual([offered.owner, offered.heir], ["old", "heir"]);

    assert.equal(await claim.renew(), "wanted");
    assert.equal(await claim.save({ at: "after", token: "8" }), "wanted");
    await claim.release();

    const handed = await rowOf(other, "shard");
    assert.deepEqual([handed.owner, handed.heir], ["heir", undefined]);
    assert.deepEqual(handed.position, { at: "after", token: "8" });
    const taken = await claimOf(other, "shard", "heir");
    assert.equal(await taken.save({ at: "after", token: "9" }), "held");
  }),

  storeScenario(
    "the owner may release an offered row before it was told of the offer",
    async (stage) => {
      const scope = await stage.scopeWith("shard");
      const claim = await claimOf(scope, "shard", "old");
      await scope.offer(await rowOf(scope, "shard"), "heir");

      await claim.release();

      const { owner, heir } = await rowOf(scope, "shard");
      assert.deepEqual([owner, heir], ["heir", undefined]);
    },
  ),

  storeScenario("a release without an heir frees the row, and may be repeated", async (stage) => {
    const scope = await stage.scopeWith("shard");
    const claim = await claimOf(scope, "shard", "worker");
    await claim.save({ at: "after", token: "2" });

    await claim.release();
    await claim.release();

    const { owner, position } = await rowOf(await stage.scope(), "shard");
    assert.deepEqual([owner, position], [undefined, { at: "after", token: "2" }]);
  }),

  storeScenario("an offer is made once, to the owner that was seen", async (stage) => {
    const scope = await stage.scopeWith("shard", "free", "gone");
    await claimOf(scope, "shard", "old");
    const owned = await rowOf(scope, "shard");
    const gone = await claimOf(scope, "gone", "old");
    await gone.save({ at: "end" });
    const ended = await rowOf(scope, "gone");
    await scope.forget(ended);

    assert.equal(await scope.offer(await rowOf(scope, "free"), "heir"), false);
    assert.equal(await scope.offer(ended, "heir"), false);
    assert.equal(await scope.offer({ ...owned, owner: "somebody" }, "heir"), false);
    assert.equal(await scope.offer(owned, "heir"), true);
    assert.equal(await scope.offer(owned, "another"), false);

    assert.equal((await rowOf(scope, "shard")).heir, "heir");
    assert.deepEqual((await scope.rows()).map(({ id }) => id).toSorted(), ["free", "shard"]);
  }),

  storeScenario("an offer that saw an older version is as good", async (stage) => {
    const scope = await stage.scopeWith("shard");
    const claim = await claimOf(scope, "shard", "old");
    const seen = await rowOf(scope, "shard");
    await claim.renew();

    assert.equal(await scope.offer(seen, "heir"), true);
    assert.equal(await claim.renew(), "wanted");
  }),

  storeScenario("whoever claims an offered row whose owner died has it alone", async (stage) => {
    const scope = await stage.scopeWith("shard");
    const zombie = await claimOf(scope, "shard", "old");
    await scope.offer(await rowOf(scope, "shard"), "heir");

    const claim = await claimOf(scope, "shard", "third");

    const { owner, heir } = await rowOf(scope, "shard");
    assert.deepEqual([owner, heir], ["third", undefined]);
    assert.equal(await zombie.renew(), "lost");
    await zombie.release();
    assert.equal(await claim.renew(), "held");
  }),

  storeScenario("an owner whose heir died goes on", async (stage) => {
    const scope = await stage.scopeWith("shard");
    const claim = await claimOf(scope, "shard", "old");
    await scope.offer(await rowOf(scope, "shard"), "heir");

    assert.equal(await claim.save({ at: "after", token: "1" }), "wanted");
    assert.equal(await claim.save({ at: "after", token: "2" }), "wanted");

    assert.deepEqual((await rowOf(scope, "shard")).position, { at: "after", token: "2" });
  }),
];

import assert from "node:assert/strict";

import { claimOf, rowOf, storeScenario, type StoreScenario } from "../store-scenario.ts";

const losesAnswers = { losesAnswers: true };

/** A write was applied and its answer was lost: repeated, it is known as the claim's own. */
export const answersLost: readonly StoreScenario[] = [
  storeScenario(
    "a save whose answer was lost succeeds when it is repeated",
    async (stage) => {
      const scope = await stage.scopeWith("shard");
      const claim = await claimOf(scope, "shard", "worker");

      stage.loseNextAnswer();
      await assert.rejects(claim.save({ at: "after", token: "4" }));
      assert.deepEqual((await rowOf(scope, "shard")).position, { at: "after", token: "4" });

      assert.equal(await claim.save({ at: "after", token: "4" }), "held");
      assert.equal(await claim.save({ at: "after", token: "5" }), "held");
      assert.deepEqual((await rowOf(scope, "shard")).position, { at: "after", token: "5" });
    },
    losesAnswers,
  ),

  storeScenario(
    "a renewal whose answer was lost keeps the claim, whatever is written next",
    async (stage) => {
      const scope = await stage.scopeWith("shard");
      const claim = await claimOf(scope, "shard", "worker");

      stage.loseNextAnswer();
      await assert.rejects(claim.renew(1));
      assert.equal(await claim.save({ at: "after", token: "1" }), "held");
      stage.loseNextAnswer();
      await assert.rejects(claim.renew(2));
      stage.loseNextAnswer();
      await assert.rejects(claim.renew(3));
      assert.equal(await claim.renew(), "held");

      const { position, tipAtMs } = await rowOf(scope, "shard");
      assert.deepEqual(position, { at: "after", token: "1" });
      // The answer that was lost last may have been a refusal.
      assert.ok(tipAtMs === 2 || tipAtMs === 3, `tipAtMs is ${tipAtMs}`);
    },
    losesAnswers,
  ),

  storeScenario(
    "a lost answer is no excuse for who lost the row meanwhile",
    async (stage) => {
      const scope = await stage.scopeWith("shard");
      const zombie = await claimOf(scope, "shard", "worker");
      stage.loseNextAnswer();
      await assert.rejects(zombie.save({ at: "after", token: "4" }));

      const claim = await claimOf(scope, "shard", "worker");

      assert.equal(await zombie.save({ at: "after", token: "4" }), "lost");
      assert.equal(await claim.save({ at: "after", token: "6" }), "held");
    },
    losesAnswers,
  ),

  storeScenario(
    "a row whose claim was answered to nobody can be claimed again",
    async (stage) => {
      const scope = await stage.scopeWith("shard");
      stage.loseNextAnswer();
      await assert.rejects(claimOf(scope, "shard", "worker"));
      assert.equal((await rowOf(scope, "shard")).owner, "worker");

      const claim = await claimOf(scope, "shard", "worker");

      assert.equal(await claim.renew(), "held");
    },
    losesAnswers,
  ),

  storeScenario(
    "an offer whose answer was lost stands",
    async (stage) => {
      const scope = await stage.scopeWith("shard");
      const claim = await claimOf(scope, "shard", "old");
      stage.loseNextAnswer();
      await assert.rejects(scope.offer(await rowOf(scope, "shard"), "heir"));

      assert.equal(await claim.renew(), "wanted");
      stage.loseNextAnswer();
      await assert.rejects(claim.release());
      await claim.release();

      const { owner, heir } = await rowOf(scope, "shard");
      assert.deepEqual([owner, heir], ["heir", undefined]);
      assert.equal(await claim.renew(), "lost");
    },
    losesAnswers,
  ),

  storeScenario(
    "a release whose answer was lost does not free the row of the next owner",
    async (stage) => {
      const scope = await stage.scopeWith("shard");
      const claim = await claimOf(scope, "shard", "worker");
      stage.loseNextAnswer();
      await assert.rejects(claim.release());
      const next = await claimOf(scope, "shard", "worker");

      await claim.release();

      assert.equal((await rowOf(scope, "shard")).owner, "worker");
      assert.equal(await next.renew(), "held");
    },
    losesAnswers,
  ),
];

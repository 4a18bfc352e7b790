import assert from "node:assert/strict";

import type { ShardPosition } from "@millrace/core/connector";

import { claimOf, rowOf, storeScenario, type StoreScenario } from "../store-scenario.ts";

const positions: readonly ShardPosition[] = [
  { at: "after", token: "400000000000000499660" },
  { at: "after", token: "400000000000000499660/12" },
  { at: "after", token: "7/0" },
  { at: "after", token: "007" },
  { at: "after", token: "" },
  { at: "after", token: "TRIM_HORIZON" },
  { at: "after", token: "eyJhIjoxfQ==/+ ünïcode\n" },
  { at: "time" },
  { at: "end", lost: "400000000000000499660" },
  { at: "after", token: "8" },
  { at: "end" },
  { at: "horizon" },
];

/** What an owner writes is there for all to see; what somebody writes who is none is not. */
export const saving: readonly StoreScenario[] = [
  storeScenario("a saved position is read as it was saved, whatever it is", async (stage) => {
    const scope = await stage.scope();
    await scope.add([{ id: "shard", parents: [], position: { at: "horizon" }, sinceMs: 17 }]);
    const claim = await claimOf(scope, "shard", "worker");
    const other = await stage.scope();

    for (const position of positions) {
      assert.equal(await claim.save(position), "held");
      assert.deepEqual((await rowOf(other, "shard")).position, position);
    }
  }),

  storeScenario("a renewal tells when nothing followed, and keeps the position", async (stage) => {
    const scope = await stage.scopeWith("shard");
    const claim = await claimOf(scope, "shard", "worker");
    await claim.save({ at: "after", token: "1" });

    assert.equal(await claim.renew(1_767_225_600_123), "held");
    assert.equal(await claim.renew(), "held");

    const { position, tipAtMs } = await rowOf(await stage.scope(), "shard");
    assert.deepEqual(position, { at: "after", token: "1" });
    assert.equal(tipAtMs, 1_767_225_600_123);
  }),

  storeScenario("what a row was added with outlives claims and saves", async (stage) => {
    const scope = await stage.scope();
    await scope.add([{ id: "shard", parents: ["a", "b"], position: { at: "time" }, sinceMs: 17 }]);
    const claim = await claimOf(scope, "shard", "worker");
    await claim.save({ at: "after", token: "1" });
    await claim.release();

    const { parents, sinceMs } = await rowOf(await stage.scope(), "shard");
    assert.deepEqual(parents.toSorted(), ["a", "b"]);
    assert.equal(sinceMs, 17);
  }),

  storeScenario("every write but an offer gives the row another version", async (stage) => {
    const scope = await stage.scopeWith("shard");
    const versions = [(await rowOf(scope, "shard")).version];
    const note = async (): Promise<void> => {
      versions.push((await rowOf(scope, "shard")).version);
    };

    const claim = await claimOf(scope, "shard", "first");
    await note();
    await claim.renew();
    await note();
    await claim.save({ at: "after", token: "1" });
    await note();
    await scope.offer(await rowOf(scope, "shard"), "second");
    assert.equal((await rowOf(scope, "shard")).version, versions.at(-1));
    await claim.renew();
    await note();
    await claim.release();
    await note();
    await (await claimOf(scope, "shard", "second")).release();
    await note();

    assert.equal(new Set(versions).size, 7);
  }),
];

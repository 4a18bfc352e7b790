import { describe, expect, test } from "vitest";

import { seededRandom } from "../../../src/base/random.ts";
import type { CheckpointScope, CheckpointStore } from "../../../src/contracts/checkpoint-store.ts";
import { LeasedShards } from "../../../src/parts/leases/leased-shards.ts";
import { createMemoryStore, LeasedModel, ModelWorker, shard } from "../../leased-model.ts";
import { ManualClock } from "../../manual-clock.ts";

interface Fleet {
  readonly clock: ManualClock;
  readonly model: LeasedModel;
  readonly store: CheckpointStore;
  readonly worker: (name: string) => ModelWorker;
}

function fleet(...shards: readonly ReturnType<typeof shard>[]): Fleet {
  const clock = new ManualClock();
  const model = new LeasedModel();
  model.shards = [...shards];
  const store = createMemoryStore();
  let seed = 0;
  return {
    clock,
    model,
    store,
    worker: (name) => new ModelWorker(name, clock, model, store, (seed += 1)),
  };
}

const counts = (...workers: readonly ModelWorker[]): number[] =>
  workers.map((worker) => worker.owns.size);
const six = ["a", "b", "c", "d", "e", "f"].map((id) => shard(id));

describe("LeasedShards", () => {
  test("one worker owns every shard", async () => {
    const { clock, worker } = fleet(...six);
    const one = worker("one");
    await clock.advance(1_000);
    expect(counts(one)).toEqual([6]);
  });

  test("never two owners of a shard, and an even share after some rounds", async () => {
    const { clock, worker } = fleet(...six);
    const one = worker("one");
    await clock.advance(100_000);
    const two = worker("two");
    const three = worker("three");
    for (let step = 0; step < 600; step += 1) {
      await clock.advance(1_000);
      const owned = [one, two, three].flatMap((each) => [...each.owns.keys()]);
      expect(new Set(owned).size).toBe(owned.length);
    }
    expect(counts(one, two, three)).toEqual([2, 2, 2]);
  });

  test("what was claimed before the store failed is owned all the same", async () => {
    const { clock, model, store } = fleet(...six);
    const scope = store.scope("arn", "group");
    let claims = 0;
    const failing: CheckpointScope = {
      rows: () => scope.rows(),
      add: (rows) => scope.add(rows),
      claim: (seen, worker) => {
        if (!seen.id.startsWith("#")) claims += 1;
        return claims === 3 ? Promise.reject(new Error("unreachable")) : scope.claim(seen, worker);
      },
      offer: (seen, heir) => scope.offer(seen, heir),
      forget: (seen) => scope.forget(seen),
    };
    const shards = new LeasedShards<string>({
      clock,
      random: seededRandom(1),
      stream: model,
      scope: failing,
      workerName: "one",
      onGap: () => {},
    });
    const owned: string[] = [];
    const stop = new AbortController();
    const own = async (): Promise<void> => {
      for await (const { id } of shards.owned({ signal: stop.signal })) owned.push(id);
    };
    await expect(own()).rejects.toThrow("unreachable");
    expect(owned).toHaveLength(2);
    const owning = own();
    await clock.advance(1_000);
    stop.abort();
    await owning;
    expect(owned.toSorted()).toEqual(six.map(({ id }) => id));
  });

  test("a hand-over waits for the owner to drain", async () => {
    const { clock, worker } = fleet(shard("a"), shard("b"));
    const one = worker("one");
    one.drainMs = 8_000;
    await clock.advance(100_000);
    const two = worker("two");
    await clock.advance(200_000);
    expect(counts(one, two)).toEqual([1, 1]);
    expect(one.history.filter((line) => line.startsWith("lost"))).toEqual([]);
  });

  test("the shards of a worker that died are taken over within a lease and a round", async () => {
    const { clock, model, store, worker } = fleet(...six);
    const deadClock = new ManualClock();
    // It claims everything and is never heard of again: its own clock stands still.
    const dead = new ModelWorker("dead", deadClock, model, store, 99);
    await deadClock.advance(0);
    expect(counts(dead)).toEqual([6]);
    const heir = worker("heir");
    await clock.advance(20_000);
    expect(counts(heir)).toEqual([0]);
    await clock.advance(30_000);
    expect(counts(heir)).toEqual([6]);
  });

  test("a worker that slept through its lease finds its shards lost, and saves nothing", async () => {
    const { clock, model, store, worker } = fleet(shard("a"));
    const sleepyClock = new ManualClock();
    const sleepy = new ModelWorker("sleepy", sleepyClock, model, store, 99);
    await sleepyClock.advance(0);
    const held = sleepy.owns.get("a");
    const heir = worker("heir");
    await clock.advance(60_000);
    expect(counts(heir)).toEqual([1]);
    expect(await held?.commit("7")).toBe("lost");
    await sleepyClock.advance(20_000);
    expect(sleepy.history).toContain("lost a");
    expect(await heir.owns.get("a")?.commit("3")).toBe("held");
  });

  test("a worker that leaves in order is replaced at the next round", async () => {
    const { clock, worker } = fleet(...six);
    const one = worker("one");
    await clock.advance(1_000);
    const two = worker("two");
    await clock.advance(1_000);
    one.stop();
    await clock.advance(25_000);
    expect(counts(one, two)).toEqual([0, 6]);
  });

  test("what was left behind with a handler that would not end is free when its lease ends", async () => {
    const { clock, worker } = fleet(shard("a"));
    const one = worker("one");
    await clock.advance(1_000);
    one.owns.get("a")?.abandon?.();
    one.stop({ release: false });
    const two = worker("two");
    await clock.advance(25_000);
    expect(counts(two)).toEqual([0]);
    await clock.advance(30_000);
    expect(counts(two)).toEqual([1]);
  });

  test("a child starts only when its parent is done, and then at once", async () => {
    const { clock, model, worker } = fleet(shard("p"), shard("c1", "p"), shard("c2", "p"));
    const one = worker("one");
    await clock.advance(100_000);
    expect([...one.owns.keys()]).toEqual(["p"]);
    const parent = one.owns.get("p");
    model.childrenOf.set("p", [shard("c1", "p"), shard("c2", "p")]);
    await parent?.end();
    await clock.advance(10);
    expect([...one.owns.keys()].toSorted()).toEqual(["c1", "c2", "p"]);
  });

  test("children that stay invisible at the end are found by the listing", async () => {
    const { clock, model, worker } = fleet(shard("p"));
    const one = worker("one");
    await clock.advance(1_000);
    const ending = one.owns.get("p")?.end();
    await clock.advance(10_000);
    await ending;
    model.shards = [shard("p"), shard("c", "p")];
    await clock.advance(60_000);
    expect([...one.owns.keys()]).toContain("c");
  });

  test("a parent that was trimmed blocks its child for the grace period only", async () => {
    const { clock, model, worker } = fleet({ ...shard("c", "gone"), createdAtMs: clock0() });
    const one = worker("one");
    await clock.advance(80_000);
    expect(counts(one)).toEqual([0]);
    await clock.advance(60_000);
    expect(counts(one)).toEqual([1]);
    expect(model.listings).toBeLessThan(12);
  });

  test("one worker lists for all", async () => {
    const { clock, model, worker } = fleet(...six);
    for (const name of ["one", "two", "three", "four"]) worker(name);
    await clock.advance(600_000);
    expect(model.listings).toBeLessThan(600_000 / 24_000 + 5);
    expect(model.listings).toBeGreaterThan(600_000 / 60_000);
  });

  test("a row is forgotten only when its shard is done and has left the listing for the grace period", async () => {
    const { clock, model, store, worker } = fleet(shard("a"), shard("b"));
    const one = worker("one");
    await clock.advance(1_000);
    const ending = one.owns.get("a")?.end();
    await clock.advance(10_000);
    await ending;
    const rows = async (): Promise<string[]> =>
      (await store.scope("arn", "group").rows())
        .map((row) => row.id)
        .filter((id) => !id.startsWith("#"));
    model.shards = [shard("b")];
    await clock.advance(60_000);
    expect(await rows()).toEqual(["a", "b"]);
    await clock.advance(200_000);
    expect(await rows()).toEqual(["b"]);
  });
});

/** The wall time at which a manual clock starts. */
function clock0(): number {
  return new ManualClock().wallTimeMs();
}

import { describe, expect, test } from "vitest";

import { openShards } from "../sim/open-shards.ts";
import { ServiceError } from "../sim/simulated-streams.ts";

const { signal } = new AbortController();

describe("listing", () => {
  test("7: 250 shards are listed whole, and what splits meanwhile by the next listing", async () => {
    const { clock, service, shards } = openShards({ keys: 500, roots: 250 });
    const [first] = service.open;
    service.onPage = () => {
      if (first !== undefined && !first.closed) service.roll(first, 2);
    };
    const listed = await clock.finish(shards.list(signal));
    expect(new Set(listed.shards.map(({ id }) => id)).size).toBeGreaterThanOrEqual(250);
    const again = await clock.finish(shards.list(signal));
    expect(again.shards.map(({ id }) => id).sort()).toEqual([...service.shards.keys()].sort());
    expect(again.shards.filter(({ parents }) => parents[0] === first?.id)).toHaveLength(2);
  });

  test("7: its pages are 150 ms apart", async () => {
    const { clock, shards } = openShards({ keys: 300, roots: 300 });
    const startedAtMs = clock.now();
    await clock.finish(shards.list(signal));
    expect(clock.now() - startedAtMs).toBeGreaterThanOrEqual(300);
  });

  test("a page that fails voids the listing", async () => {
    const { clock, service, shards } = openShards({ keys: 150, roots: 150 });
    service.onPage = () => service.failNext.describe.push(new ServiceError("InternalServerError"));
    const listing = clock.finish(shards.list(signal));
    service.onPage("");
    await expect(listing).rejects.toMatchObject({ decision: "not-connected" });
  });

  test("8: one empty listing does not finish a disabled stream, two do", async () => {
    const { clock, service, shards } = openShards();
    service.status = "DISABLED";
    service.emptyListings = 2;
    expect((await clock.finish(shards.list(signal))).finished).toBe(false);
    expect((await clock.finish(shards.list(signal))).finished).toBe(true);
  });
});

describe("children", () => {
  test.each(["honoured", "ignored"] as const)(
    "2: only the children of the asked shard are taken, with a filter that is %s",
    async (childFilter) => {
      const { clock, service, shards } = openShards({ keys: 6, roots: 3, childFilter });
      const [first, second] = service.open;
      if (first === undefined || second === undefined) throw new Error("two shards are needed");
      service.roll(second, 1);
      const children = service.roll(first, 2);
      const found = await clock.finish(shards.children(first.id, signal));
      expect(found.map(({ id }) => id).sort()).toEqual(children.map(({ id }) => id).sort());
      expect(found.map(({ parents }) => parents)).toEqual([[first.id], [first.id]]);
    },
  );

  test("6: children that are not visible yet are no error", async () => {
    const { clock, service, shards } = openShards({ keys: 2, visibilityMs: 60_000, seed: 4 });
    const [root] = service.open;
    if (root === undefined) throw new Error("a shard is needed");
    service.roll(root, 2);
    expect(await clock.finish(shards.children(root.id, signal))).toEqual([]);
    await clock.advance(60_000);
    expect(await clock.finish(shards.children(root.id, signal))).toHaveLength(2);
  });

  test("a storm of ends does not queue for longer than the next listing would take", async () => {
    const { clock, service, shards } = openShards({ keys: 60, roots: 60 });
    const asked = service.open.map((shard) => shards.children(shard.id, signal));
    const answers = await clock.finish(Promise.allSettled(asked));
    const refused = answers.filter(({ status }) => status === "rejected");
    expect(refused.length).toBeGreaterThan(10);
    expect(clock.now()).toBeLessThan(7_000);
  });
});

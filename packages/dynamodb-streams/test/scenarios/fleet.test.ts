import { seededRandom } from "@millrace/core/connector";
import { describe, expect, test } from "vitest";

import { type Fleet, type FleetOptions, simulateFleet } from "../sim/simulate.ts";
import type { SimulatedShard } from "../sim/simulated-shard.ts";

const first = ({ service }: Fleet): SimulatedShard => {
  const [shard] = service.open;
  if (shard === undefined) throw new Error("no open shard");
  return shard;
};
const expectWhole = ({ deliveries, service }: Fleet): void => {
  expect(deliveries.disorder).toEqual([]);
  expect(deliveries.missing(service.counts)).toEqual([]);
};
const random = { parallelizationFactor: 3, batchSize: 20 } as const;

describe("one worker", () => {
  test.each([
    ["1: splits in two", 2],
    ["2: continues in one child", 1],
  ] as const)("%s in mid-read: nothing lost, repeated or out of order", async (_, children) => {
    const fleet = simulateFleet({ keys: 4 });
    const { clock, service, deliveries } = fleet;
    await fleet.startWorker();
    service.writeAll(30);
    await clock.advance(300);
    service.roll(first(fleet), children);
    service.writeAll(30);
    await clock.advance(10_000);
    expectWhole(fleet);
    expect(deliveries.repeated).toBe(0);
  });

  test("2: the pause of a roll-over is below two seconds", async () => {
    const fleet = simulateFleet({ keys: 1 });
    const { clock, service, deliveries } = fleet;
    await fleet.startWorker();
    service.writeAll();
    await clock.advance(5_000);
    service.roll(first(fleet), 1);
    service.writeAll();
    await clock.advance(2_000);
    expect(deliveries.handled.get("k0")).toBe(2);
  });

  test("3: a child splits again before it was ever listed: grandchildren wait for it", async () => {
    const fleet = simulateFleet({ keys: 8, visibilityMs: 20_000, seed: 3 });
    const { clock, service } = fleet;
    await fleet.startWorker();
    service.writeAll(5);
    for (const child of service.roll(first(fleet), 2)) {
      service.writeAll(5);
      service.roll(child, 2);
    }
    service.writeAll(5);
    await clock.advance(300_000);
    expectWhole(fleet);
  });

  test("4: a child that is listed before its parent waits for it", async () => {
    const fleet = simulateFleet({ keys: 2, visibilityMs: 0 });
    const { clock, service, deliveries } = fleet;
    const root = first(fleet);
    service.writeAll(3);
    service.roll(root, 1);
    service.writeAll(3);
    const hidden = Object.assign(root, { visibleAtMs: 40_000 });
    await fleet.startWorker();
    await clock.advance(38_000);
    expect(deliveries.total).toBe(0);
    expect(hidden.visibleAtMs).toBeGreaterThan(clock.now());
    await clock.advance(120_000);
    expectWhole(fleet);
  });

  test("6: children that stay invisible for a minute are found by the listing", async () => {
    const fleet = simulateFleet({ keys: 2 });
    const { clock, service } = fleet;
    const worker = await fleet.startWorker();
    service.writeAll(3);
    const root = first(fleet);
    for (const child of service.roll(root, 2))
      Object.assign(child, { visibleAtMs: clock.now() + 60_000 });
    service.writeAll(3);
    await clock.advance(180_000);
    expect(worker.changes).toContain(`ended ${root.id}`);
    expectWhole(fleet);
  });

  test("9: a parent that was trimmed before the first start blocks nobody", async () => {
    const fleet = simulateFleet({ keys: 2 });
    const { clock, service } = fleet;
    service.roll(first(fleet), 1);
    await clock.advance(25 * 3_600_000);
    for (const shard of service.shards.values()) if (shard.closed) shard.gone = true;
    service.writeAll(3);
    await fleet.startWorker();
    await clock.advance(5_000);
    expectWhole(fleet);
  });

  test("22: with LATEST, what is written before the first record of a dead worker is delivered", async () => {
    const fleet = simulateFleet({ keys: 2, mapping: { startingPosition: "LATEST" } });
    const { clock, service, deliveries } = fleet;
    service.writeAll(5);
    await clock.advance(600_000);
    const dead = await fleet.startWorker();
    await clock.advance(2_000);
    dead.sever();
    await clock.advance(1_000);
    service.writeAll(2);
    await fleet.startWorker();
    await clock.advance(120_000);
    expect(deliveries.total).toBe(4);
    // Changes 1 to 5 are from before the start.
    expect([...deliveries.disorder].sort()).toEqual([
      "k0/6 after k0/0",
      "k0/7 after k0/0",
      "k1/6 after k1/0",
      "k1/7 after k1/0",
    ]);
  });

  test("25: a disabled stream is drained, closed leaves and all, and the mapping goes on waiting", async () => {
    const fleet = simulateFleet({ keys: 2 });
    const { clock, service, store } = fleet;
    await fleet.startWorker();
    service.writeAll(3);
    service.end(first(fleet));
    service.status = "DISABLED";
    await clock.advance(120_000);
    expectWhole(fleet);
    const rows = await store
      .scope(
        "arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-05T10:00:00.123",
        "orders",
      )
      .rows();
    const positions = rows
      .filter(({ id }) => !id.startsWith("#"))
      .map(({ position }) => position.at);
    expect(positions).toEqual(["end"]);
  });
});

describe("a fleet", () => {
  test("13: another worker resumes behind the last save of one that is gone, within two leases", async () => {
    const fleet = simulateFleet({ keys: 8, roots: 4 });
    const { clock, service, deliveries } = fleet;
    const gone = await fleet.startWorker();
    await fleet.startWorker();
    for (let second = 0; second < 10; second += 1) {
      service.writeAll();
      await clock.advance(1_000);
    }
    gone.sever();
    for (let second = 0; second < 75; second += 1) {
      service.writeAll();
      await clock.advance(1_000);
    }
    await clock.advance(5_000);
    expectWhole(fleet);
    expect(deliveries.repeated).toBeLessThan(100);
  });

  test("19: three workers that come and go in order repeat nothing", async () => {
    const fleet = simulateFleet({ keys: 12, roots: 6 });
    const { clock, service, deliveries } = fleet;
    const steady = async (seconds: number): Promise<void> => {
      for (let second = 0; second < seconds; second += 1) {
        service.writeAll();
        await clock.advance(1_000);
      }
    };
    let old = [await fleet.startWorker(), await fleet.startWorker(), await fleet.startWorker()];
    await steady(100);
    for (const worker of old.splice(0)) {
      old = [...old, await fleet.startWorker()];
      await steady(20);
      await clock.finish(worker.mapping.close());
      await steady(40);
    }
    await clock.advance(60_000);
    expectWhole(fleet);
    expect(deliveries.repeated).toBe(0);
  });

  const hard: FleetOptions = {
    keys: 24,
    roots: 2,
    pageSize: 3,
    visibilityMs: 40_000,
    emptyShare: 0.15,
    throttleShare: 0.02,
    missingShare: 0.01,
    iteratorLifeMs: 60_000,
    mapping: random,
  };

  test.each(Array.from({ length: 8 }, (_, index) => index + 1))(
    "everything at once, seed %i: no loss, and each key in order",
    { timeout: 60_000 },
    async (seed) => {
      const chance = seededRandom(seed);
      const fleet = simulateFleet({
        ...hard,
        seed,
        handle: async () => {
          if (chance.next() < 0.02) throw new Error("failed by chance");
          if (chance.next() < 0.2) await fleet.clock.sleep(400);
        },
      });
      const { clock, service, deliveries } = fleet;
      const workers = [
        await fleet.startWorker(),
        await fleet.startWorker(),
        await fleet.startWorker(),
      ];
      for (let second = 0; second < 600; second += 1) {
        for (const shard of service.open)
          for (const key of shard.keys) if (chance.next() < 0.2) service.write(key);
        const { open } = service;
        const any = open[Math.floor(chance.next() * open.length)];
        if (any !== undefined && chance.next() < 0.02) {
          const children = service.roll(any, chance.next() < 0.45 ? 2 : 1);
          if (children[0] !== undefined && chance.next() < 0.25) service.roll(children[0], 1);
        }
        const worker = workers[Math.floor(chance.next() * workers.length)];
        if (chance.next() < 0.01) worker?.sever();
        if (chance.next() < 0.05) for (const each of workers) each.join();
        await clock.advance(1_000);
      }
      for (const each of workers) each.join();
      await clock.advance(600_000);
      expectWhole(fleet);
      expect(deliveries.total).toBeGreaterThan(2_000);
      expect(service.shards.size).toBeGreaterThan(10);
    },
  );
});

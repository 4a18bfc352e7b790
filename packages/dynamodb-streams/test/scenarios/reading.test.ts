import { describe, expect, test } from "vitest";

import { openShards, readShard } from "../sim/open-shards.ts";
import { ServiceError } from "../sim/simulated-streams.ts";
import type { SimulatedShard } from "../sim/simulated-shard.ts";

const only = (shards: readonly SimulatedShard[]): SimulatedShard => {
  const [shard] = shards;
  if (shard === undefined || shards.length !== 1) throw new Error("not one shard");
  return shard;
};
const counts = (key: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${key}/${from + index}`);

describe("reading one shard", () => {
  test("5: a parent that is listed open while its child is listed is read until its iterator ends", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service } = opened;
    const parent = only(service.open);
    service.writeAll(3);
    const reading = readShard(opened, parent.id);
    service.roll(parent, 1);
    parent.closedVisibleAtMs = Number.POSITIVE_INFINITY;
    await clock.advance(5_000);
    expect(reading.seen).toEqual(counts("k0", 1, 3));
    expect(reading.ended).toBe(true);
  });

  test.each(["records", "empty"] as const)(
    "10: a last page with %s ends the shard after its records",
    async (lastPage) => {
      const opened = openShards({ keys: 1, lastPage });
      const { clock, service } = opened;
      const shard = only(service.open);
      service.writeAll(250);
      service.roll(shard, 1);
      const reading = readShard(opened, shard.id);
      await clock.advance(5_000);
      expect(reading.seen).toEqual(counts("k0", 1, 250));
      expect(reading.ended).toBe(true);
    },
  );

  test("11: ten empty pages are crossed, and the first five at full pace", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service } = opened;
    const shard = only(service.open);
    const reading = readShard(opened, shard.id);
    await clock.advance(8_000);
    service.writeAll();
    await clock.advance(2_000);
    const gaps = service.reads
      .slice(1, 12)
      .map(({ atMs }, index) => atMs - (service.reads[index]?.atMs ?? 0));
    for (const gap of gaps.slice(0, 5)) expect(gap).toBeLessThan(290);
    expect(gaps.at(-1)).toBeGreaterThan(850);
    expect(reading.seen).toEqual(["k0/1"]);
  });

  test("12: a handler of twenty minutes meets no expired iterator", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service } = opened;
    const shard = only(service.open);
    service.writeAll();
    const reading = readShard(opened, shard.id, { handlerMs: 1_200_000 });
    await clock.advance(1_000);
    service.writeAll();
    await clock.advance(1_300_000);
    expect(reading.seen).toEqual(["k0/1", "k0/2"]);
    expect(service.calls).toEqual([
      `TRIM_HORIZON ${shard.id}`,
      `AFTER_SEQUENCE_NUMBER ${shard.id}`,
    ]);
  });

  test("an iterator that expires after all is replaced behind the last record", async () => {
    const opened = openShards({ keys: 1, iteratorLifeMs: 2_000 });
    const { clock, service } = opened;
    const shard = only(service.open);
    service.writeAll(5);
    const reading = readShard(opened, shard.id, { handlerMs: 3_000 });
    await clock.advance(1_000);
    service.writeAll(2);
    await clock.advance(10_000);
    expect(reading.seen).toEqual(counts("k0", 1, 7));
  });

  test("a resource that is not found once is no end of the shard", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service } = opened;
    const shard = only(service.open);
    service.writeAll(2);
    service.failNext.read.push(new ServiceError("ResourceNotFoundException"));
    service.failNext.openIterator.push(new ServiceError("ResourceNotFoundException"));
    const reading = readShard(opened, shard.id);
    await clock.advance(10_000);
    expect(reading.seen).toEqual(["k0/1", "k0/2"]);
    expect(reading.ended).toBe(false);
  });

  test("a shard that three listings lack has vanished: a gap, then its end", async () => {
    const opened = openShards({ keys: 1, roots: 1 });
    const { clock, service } = opened;
    const shard = only(service.open);
    service.writeAll(2);
    const reading = readShard(opened, shard.id);
    await clock.advance(1_000);
    service.roll(shard, 1);
    service.writeAll();
    shard.gone = true;
    await clock.advance(60_000);
    expect(reading.ended).toBe(true);
    expect(reading.gaps).toEqual([
      { shardId: shard.id, after: { at: "after", token: reading.sequences.at(-1) } },
    ]);
  });

  test("8: a shard is not taken for gone when the listing comes back empty", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service } = opened;
    const shard = only(service.open);
    service.writeAll();
    for (let time = 0; time < 4; time += 1)
      service.failNext.openIterator.push(new ServiceError("ResourceNotFoundException"));
    service.emptyListings = 4;
    const reading = readShard(opened, shard.id);
    await clock.advance(60_000);
    expect(reading.ended).toBe(false);
    expect(reading.seen).toEqual(["k0/1"]);
  });

  test("throttles slow the shard down for a minute, and lose nothing", async () => {
    const opened = openShards({ keys: 1, idlePollMs: 250 });
    const { clock, service } = opened;
    const shard = only(service.open);
    const reading = readShard(opened, shard.id);
    await clock.advance(2_000);
    service.failNext.read.push(new ServiceError("ThrottlingException"));
    await clock.advance(5_000);
    service.writeAll(2);
    const before = service.reads.length;
    await clock.advance(20_000);
    expect(service.reads.length - before).toBeLessThanOrEqual(23);
    await clock.advance(60_000);
    const after = service.reads.length;
    await clock.advance(10_000);
    expect(service.reads.length - after).toBeGreaterThan(35);
    expect(reading.seen).toEqual(["k0/1", "k0/2"]);
  });

  test("a refusal that no retry mends ends the reading with its error", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service } = opened;
    const shard = only(service.open);
    service.failNext.read.push(new ServiceError("AccessDeniedException"));
    const reading = readShard(opened, shard.id);
    await clock.advance(1_000);
    expect(reading.error).toMatchObject({ decision: "denied" });
  });

  test("an outage of ten minutes is waited for, and told of once", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service, warnings } = opened;
    const shard = only(service.open);
    service.writeAll(2);
    const untilMs = clock.now() + 600_000;
    const failing = new Error("socket hang up");
    service.failNext.read.push(...Array.from({ length: 500 }, () => failing));
    const reading = readShard(opened, shard.id);
    await clock.advance(untilMs);
    service.failNext.read.length = 0;
    await clock.advance(30_000);
    expect(reading.seen).toEqual(["k0/1", "k0/2"]);
    expect(warnings).toEqual(["shard-unreadable"]);
  });

  test("a full page is followed by the largest reads there are", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service } = opened;
    const shard = only(service.open);
    service.writeAll(1_500);
    const reading = readShard(opened, shard.id);
    await clock.advance(1_500);
    expect(service.reads.slice(0, 4).map(({ limit }) => limit)).toEqual([100, 1000, 1000, 100]);
    expect(reading.seen).toHaveLength(1_500);
  });
});

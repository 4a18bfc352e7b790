import { describe, expect, test } from "vitest";

import { openShards, type OpenShards, readShard } from "../sim/open-shards.ts";
import { ServiceError } from "../sim/simulated-streams.ts";
import type { SimulatedShard } from "../sim/simulated-shard.ts";

const dayMs = 86_400_000;

const onlyShard = ({ service }: OpenShards): SimulatedShard => {
  const [shard] = service.open;
  if (shard === undefined) throw new Error("no open shard");
  return shard;
};
const sequenceOf = (shard: SimulatedShard, index: number): string =>
  shard.changes[index]?.sequence ?? "none";

describe("trimmed data", () => {
  /** A shard of six records of which the first three are gone, and a position behind the first. */
  const trimmedShard = async (
    onDataLoss: "continue" | "halt",
  ): Promise<{ opened: OpenShards; shard: SimulatedShard; token: string }> => {
    const opened = openShards({ keys: 1, onDataLoss });
    const { clock, service } = opened;
    const shard = onlyShard(opened);
    service.writeAll(3);
    await clock.advance(30 * 3_600_000);
    service.writeAll(3);
    service.trim(clock.wallTimeMs() - dayMs);
    return { opened, shard, token: sequenceOf(shard, 0) };
  };

  test("23: down for 30 hours: on at the horizon, with one gap that names both ends", async () => {
    const { opened, shard, token } = await trimmedShard("continue");
    const reading = readShard(opened, shard.id, { position: { at: "after", token } });
    await opened.clock.advance(5_000);
    expect(reading.seen).toEqual(["k0/4", "k0/5", "k0/6"]);
    expect(reading.gaps).toEqual([
      { shardId: shard.id, after: { at: "after", token }, resumedAt: sequenceOf(shard, 3) },
    ]);
    expect(opened.warnings).toEqual(["data-loss"]);
  });

  test("23: with halt nothing behind the gap is handed out, by any reader of the stream", async () => {
    const { opened, shard, token } = await trimmedShard("halt");
    const reading = readShard(opened, shard.id, { position: { at: "after", token } });
    await opened.clock.advance(5_000);
    const other = readShard(opened, shard.id);
    await opened.clock.advance(5_000);
    expect(reading.seen).toEqual([]);
    expect(other.seen).toEqual([]);
    expect(reading.error).toMatchObject({ decision: "refused" });
    expect(opened.shards.halted.aborted).toBe(true);
  });

  test("23: a shard that ends before anything is found behind the gap tells it at its end", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service } = opened;
    const shard = onlyShard(opened);
    service.writeAll(3);
    shard.trimmed = 3;
    service.end(shard);
    const token = sequenceOf(shard, 0);
    const reading = readShard(opened, shard.id, { position: { at: "after", token } });
    await clock.advance(5_000);
    expect(reading.ended).toBe(true);
    expect(reading.gaps).toEqual([{ shardId: shard.id, after: { at: "after", token } }]);
  });

  test("24: no gap where an owner saw, within the day, that nothing followed", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service } = opened;
    const shard = onlyShard(opened);
    service.writeAll(2);
    await clock.advance(30 * 3_600_000);
    const tipAtMs = clock.wallTimeMs() - 60_000;
    service.trim(clock.wallTimeMs() - dayMs);
    const token = sequenceOf(shard, 1);
    service.failNext.read.push(new ServiceError("TrimmedDataAccessException"));
    const reading = readShard(opened, shard.id, { position: { at: "after", token }, tipAtMs });
    await clock.advance(26 * 3_600_000);
    service.writeAll();
    await clock.advance(5_000);
    expect(reading.seen).toEqual(["k0/3"]);
    expect(reading.gaps).toEqual([]);
  });

  test("24: an emulator that refuses even the horizon is asked until it can be read", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service } = opened;
    const shard = onlyShard(opened);
    service.writeAll(2);
    for (let time = 0; time < 6; time += 1)
      service.failNext.read.push(new ServiceError("TrimmedDataAccessException"));
    const reading = readShard(opened, shard.id);
    await clock.advance(120_000);
    expect(reading.seen).toEqual(["k0/1", "k0/2"]);
    expect(reading.gaps).toEqual([]);
  });

  test("a refusal that was none repeats no record and reports no gap", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service } = opened;
    const shard = onlyShard(opened);
    service.writeAll(3);
    service.failNext.read.push(new ServiceError("TrimmedDataAccessException"));
    const reading = readShard(opened, shard.id, {
      position: { at: "after", token: sequenceOf(shard, 1) },
    });
    await clock.advance(5_000);
    expect(reading.seen).toEqual(["k0/3"]);
    expect(reading.gaps).toEqual([]);
  });

  test("the tip is told after many empty pages, not after the first", async () => {
    const opened = openShards({ keys: 1 });
    const reading = readShard(opened, onlyShard(opened).id);
    await opened.clock.advance(1_000);
    expect(reading.tips).toBe(0);
    await opened.clock.advance(5_000);
    expect(reading.tips).toBeGreaterThan(0);
  });
});

describe("a start by time", () => {
  test("22: opened at once it begins at the tip; opened later it reads what was written since", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service } = opened;
    const shard = onlyShard(opened);
    service.writeAll(2);
    await clock.advance(120_000);
    const sinceMs = clock.wallTimeMs();
    const position = { at: "time" } as const;
    const first = readShard(opened, shard.id, { position, sinceMs });
    await clock.advance(1_000);
    service.writeAll();
    first.stop();
    await clock.advance(30_000);
    const second = readShard(opened, shard.id, { position, sinceMs });
    await clock.advance(2_000);
    expect(service.calls).toEqual([`LATEST ${shard.id}`, `TRIM_HORIZON ${shard.id}`]);
    expect(second.seen).toEqual(["k0/3"]);
  });

  test("22: an iterator at the tip that is lost before the first record is not asked for at the tip again", async () => {
    const opened = openShards({ keys: 1 });
    const { clock, service } = opened;
    const shard = onlyShard(opened);
    service.failNext.read.push(new Error("socket hang up"));
    const reading = readShard(opened, shard.id, {
      position: { at: "time" },
      sinceMs: clock.wallTimeMs(),
    });
    await clock.advance(8);
    service.writeAll();
    await clock.advance(3_000);
    expect(reading.seen).toEqual(["k0/1"]);
  });
});

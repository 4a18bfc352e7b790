import { describe, expect, test } from "vitest";

import type {
  CheckpointScope,
  ShardClaim,
  ShardRow,
} from "../../../src/contracts/checkpoint-store.ts";
import { Lease } from "../../../src/parts/leases/lease.ts";
import { defaultLeaseTimings } from "../../../src/parts/leases/lease-timings.ts";
import { createMemoryStore } from "../../../src/parts/memory-checkpoint-store.ts";
import { ManualClock } from "../../manual-clock.ts";

interface Held {
  readonly clock: ManualClock;
  readonly scope: CheckpointScope;
  readonly lease: Lease;
  /** While true, every write fails as an unreachable store does. */
  readonly outage: { on: boolean };
  readonly writes: string[];
  readonly row: () => Promise<ShardRow | undefined>;
}

async function hold(): Promise<Held> {
  const clock = new ManualClock();
  const scope = createMemoryStore().scope("arn", "group");
  await scope.add([{ id: "a", parents: [], position: { at: "horizon" } }]);
  const row = async (): Promise<ShardRow | undefined> => (await scope.rows())[0];
  const claim = await scope.claim((await row()) as ShardRow, "me");
  const outage = { on: false };
  const writes: string[] = [];
  const flaky = <Result>(name: string, write: () => Promise<Result>): Promise<Result> => {
    writes.push(name);
    return outage.on ? Promise.reject(new Error("unreachable")) : write();
  };
  const wrapped: ShardClaim = {
    fence: claim?.fence ?? 0,
    row: claim?.row as ShardRow,
    renew: (tipAtMs) => flaky("renew", async () => (await claim?.renew(tipAtMs)) ?? "lost"),
    save: (position) => flaky("save", async () => (await claim?.save(position)) ?? "lost"),
    release: () => flaky("release", async () => claim?.release()),
  };
  return {
    clock,
    scope,
    lease: new Lease(wrapped, clock, defaultLeaseTimings, clock.now()),
    outage,
    writes,
    row,
  };
}

describe("Lease", () => {
  test("shows a sign of life every ten seconds", async () => {
    const { clock, lease, writes } = await hold();
    await clock.advance(35_000);
    expect(writes).toEqual(["renew", "renew", "renew"]);
    await lease.release();
    await clock.advance(60_000);
    expect(writes).toEqual(["renew", "renew", "renew", "release"]);
    expect(clock.timers).toBe(0);
  });

  test("an outage shorter than the lease costs nothing", async () => {
    const { clock, lease, outage } = await hold();
    outage.on = true;
    const saving = lease.save({ at: "after", token: "7" });
    await clock.advance(20_000);
    outage.on = false;
    await clock.advance(1_000);
    expect(await saving).toBe("held");
    expect(lease.revoked.aborted).toBe(false);
  });

  test("a longer one loses it, before anybody else may take it", async () => {
    const { clock, lease, outage } = await hold();
    outage.on = true;
    const saving = lease.save({ at: "after", token: "7" });
    await clock.advance(29_000);
    expect(await saving).toBe("lost");
    expect(lease.revoked.reason).toMatchObject({ lost: true, code: "MILLRACE_LEASE_LOST" });
  });

  test("a release does not wait for a store that cannot be reached", async () => {
    const { clock, lease, outage, writes } = await hold();
    outage.on = true;
    await clock.advance(10_000);
    let released = false;
    void lease.release().then(() => (released = true));
    await clock.advance(500);
    expect(released).toBe(true);
    const before = writes.length;
    await clock.advance(60_000);
    expect([writes.length, clock.timers]).toEqual([before, 0]);
  });

  test("is wanted when somebody asks, and still saves until it is released to the heir", async () => {
    const { clock, scope, lease, row } = await hold();
    expect(await scope.offer((await row()) as ShardRow, "heir")).toBe(true);
    await clock.advance(10_000);
    expect(lease.revoked.reason).toMatchObject({ lost: false });
    expect(await lease.save({ at: "after", token: "9" })).toBe("wanted");
    await lease.release();
    expect(await row()).toMatchObject({ owner: "heir", position: { at: "after", token: "9" } });
  });

  test("is lost when the row was taken, and writes nothing then", async () => {
    const { clock, scope, lease, writes, row } = await hold();
    await scope.claim((await row()) as ShardRow, "thief");
    expect(await lease.save({ at: "after", token: "7" })).toBe("lost");
    await clock.advance(60_000);
    await lease.release();
    expect(writes).toEqual(["save"]);
    expect(await row()).toMatchObject({ owner: "thief", position: { at: "horizon" } });
  });

  test("a wall clock that jumps costs no lease", async () => {
    const { clock, lease } = await hold();
    clock.wallOffsetMs += 3_600_000;
    await clock.advance(10_000);
    clock.wallOffsetMs -= 7_200_000;
    await clock.advance(30_000);
    expect(lease.revoked.aborted).toBe(false);
  });

  test("the tip is stored with the next sign of life", async () => {
    const { clock, lease, row } = await hold();
    lease.noteTip();
    const tipAtMs = clock.wallTimeMs();
    await clock.advance(10_000);
    expect(await row()).toMatchObject({ tipAtMs });
  });
});

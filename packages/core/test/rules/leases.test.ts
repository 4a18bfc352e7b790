import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { seededRandom } from "../../src/base/random.ts";
import type { ShardRow } from "../../src/contracts/checkpoint-store.ts";
import { type BalanceInput, planBalance } from "../../src/rules/leases/balance.ts";
import { parentsSettled } from "../../src/rules/leases/settled-parents.ts";

const row = (id: string, more: Partial<ShardRow> = {}): ShardRow => ({
  id,
  parents: [],
  position: { at: "horizon" },
  version: 1,
  ...more,
});

describe("parentsSettled", () => {
  const child = row("c", { parents: ["p"] });
  const settled = (
    rows: readonly ShardRow[],
    listing?: { ids: string[]; beganAtMs: number },
  ): boolean =>
    parentsSettled(
      child,
      new Map([child, ...rows].map((each) => [each.id, each])),
      listing === undefined
        ? undefined
        : { ids: new Set(listing.ids), beganAtMs: listing.beganAtMs },
      () => 1_000,
      90_000,
    );

  test("waits for the parent's end", () => {
    expect(settled([row("p")])).toBe(false);
    expect(settled([row("p", { position: { at: "after", token: "5" } })])).toBe(false);
    expect(settled([row("p", { position: { at: "end" } })])).toBe(true);
  });

  test("a parent without a row is not done", () => {
    expect(settled([])).toBe(false);
    expect(settled([], { ids: ["c", "p"], beganAtMs: 1_000_000 })).toBe(false);
  });

  test("it is gone when a listing lacks it that began a grace after the child's creation", () => {
    expect(settled([], { ids: ["c"], beganAtMs: 90_999 })).toBe(false);
    expect(settled([], { ids: ["c"], beganAtMs: 91_000 })).toBe(true);
  });
});

describe("planBalance", () => {
  const plan = (
    runnable: readonly ShardRow[],
    more: Partial<BalanceInput> = {},
  ): ReturnType<typeof planBalance> =>
    planBalance({
      worker: "me",
      runnable,
      held: new Set(runnable.filter((each) => each.owner === "me").map((each) => each.id)),
      expired: () => false,
      abandoned: () => false,
      askable: () => true,
      random: seededRandom(1),
      ...more,
    });
  const ids = (rows: readonly ShardRow[]): string[] => rows.map(({ id }) => id).toSorted();

  test("alone it takes everything", () => {
    expect(ids(plan([row("a"), row("b"), row("c")]).claim)).toEqual(["a", "b", "c"]);
  });

  test("beside another it takes its share of what is free", () => {
    const rows = [row("a", { owner: "you" }), row("b", { owner: "you" }), row("c"), row("d")];
    expect(plan(rows).claim).toHaveLength(2);
  });

  test("what was handed over is taken whatever the share", () => {
    const rows = [row("a", { owner: "me" }), row("b", { owner: "you" })];
    expect(ids(plan(rows, { held: new Set() }).claim)).toEqual(["a"]);
  });

  test("what was abandoned is taken whatever the share", () => {
    const rows = [
      row("a", { owner: "dead" }),
      row("b", { owner: "dead" }),
      row("c", { owner: "you" }),
      row("d", { owner: "you" }),
    ];
    const dead = (each: ShardRow): boolean => each.owner === "dead";
    expect(ids(plan(rows, { expired: dead, abandoned: dead }).claim)).toEqual(["a", "b"]);
  });

  test("what it holds itself is not free, although its lease is lost and nobody has the row", () => {
    const rows = [row("a"), row("b", { owner: "dead" }), row("c")];
    const dead = (each: ShardRow): boolean => each.owner === "dead";
    const held = new Set(["a", "b"]);
    expect(ids(plan(rows, { held, expired: dead, abandoned: dead }).claim)).toEqual(["c"]);
  });

  test("asks the richest for one when nothing is free, and not twice", () => {
    const rows = ["a", "b", "c"].map((id) => row(id, { owner: "you" }));
    const { ask } = plan(rows);
    expect(ask?.owner).toBe("you");
    const asked = rows.map((each) => (each === ask ? { ...each, heir: "me" } : each));
    expect(plan(asked).ask).toBeUndefined();
  });

  test("does not ask for one row of difference, nor before its owner had it for a while", () => {
    const rows = [
      row("a", { owner: "me" }),
      row("b", { owner: "you" }),
      row("c", { owner: "you" }),
    ];
    expect(plan(rows).ask).toBeUndefined();
    const many = ["a", "b", "c"].map((id) => row(id, { owner: "you" }));
    expect(plan(many, { askable: () => false }).ask).toBeUndefined();
  });

  test("never claims a live owner's row, never more than its share beyond what is urgent", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(undefined, "me", "you", "they"), { maxLength: 30 }),
        fc.integer(),
        (owners, seed) => {
          const rows = owners.map((owner, index) =>
            row(String(index), owner === undefined ? {} : { owner }),
          );
          const { claim } = plan(rows, { random: seededRandom(seed) });
          expect(claim.every((each) => each.owner === undefined)).toBe(true);
          const workers = new Set([...owners.filter((owner) => owner !== undefined), "me"]).size;
          const mine = owners.filter((owner) => owner === "me").length;
          const share = Math.ceil(rows.length / workers);
          expect(mine + claim.length).toBeLessThanOrEqual(Math.max(mine, share));
        },
      ),
    );
  });
});

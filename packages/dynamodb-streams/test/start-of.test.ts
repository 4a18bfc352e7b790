import type { ListedShard } from "@millrace/core/connector";
import { describe, expect, test } from "vitest";

import { startOf } from "../src/start-of.ts";

const atMs = 1_764_000_000_000;
const shard = (id: string, createdAtMs?: number, ...parents: readonly string[]): ListedShard => ({
  id,
  parents,
  ...(createdAtMs === undefined ? {} : { createdAtMs }),
});
const old = atMs - 3_600_000;

describe("startOf", () => {
  test("TRIM_HORIZON: every shard from its beginning, however old", () => {
    const one = shard("a", old);
    expect(startOf(one, { atMs, listing: [one] }, "TRIM_HORIZON")).toEqual({
      position: { at: "horizon" },
    });
  });

  test("22: LATEST: a shard that is younger than the first start, from its beginning", () => {
    const one = shard("b", atMs + 5_000, "a");
    expect(startOf(one, { atMs, listing: [one] }, "LATEST")).toEqual({
      position: { at: "horizon" },
    });
  });

  test("22: LATEST: the clocks may differ by a minute", () => {
    const one = shard("b", atMs - 59_000, "a");
    expect(startOf(one, { atMs, listing: [one] }, "LATEST").position.at).toBe("horizon");
  });

  test("22: LATEST: an open shard from before, at the time of the first start", () => {
    const one = shard("a", old);
    expect(startOf(one, { atMs, listing: [one] }, "LATEST")).toEqual({
      position: { at: "time" },
      sinceMs: atMs,
    });
  });

  test("22: LATEST: a shard whose child is from before too, not at all", () => {
    const one = shard("a", old);
    const child = shard("b", old + 60_000, "a");
    expect(startOf(one, { atMs, listing: [one, child] }, "LATEST").position.at).toBe("end");
  });

  test("22: LATEST: a shard that split after the first start is still to be read", () => {
    const one = shard("a", old);
    const child = shard("b", atMs + 60_000, "a");
    expect(startOf(one, { atMs, listing: [one, child] }, "LATEST").position.at).toBe("time");
  });

  test("LATEST: a shard whose id does not tell its age, from the first start on, whenever it is found", () => {
    const one = shard("x");
    const child = shard("y", undefined, "x");
    expect(startOf(one, { atMs, listing: [one] }, "LATEST").position.at).toBe("time");
    expect(startOf(one, { atMs, listing: [one, child] }, "LATEST").position.at).toBe("time");
  });
});

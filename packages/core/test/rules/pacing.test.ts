import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Rate } from "../../src/base/rate.ts";
import { seededRandom } from "../../src/base/random.ts";
import { backoffMs } from "../../src/rules/backoff.ts";
import { prefetchRecords } from "../../src/rules/prefetch.ts";
import { receivePauseMs } from "../../src/rules/receive-pause.ts";
import { sourceBackoff } from "../../src/rules/source-backoff.ts";

describe("backoffMs", () => {
  test("stays between half of the first wait and the ceiling, and grows", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer(), (failures, seed) => {
        const random = seededRandom(seed);
        const wait = backoffMs({ firstMs: 200, ceilingMs: 20_000 }, failures, random);
        expect(wait).toBeGreaterThanOrEqual(100);
        expect(wait).toBeLessThanOrEqual(
          Math.max(100, Math.min(20_000, 200 * 2 ** (failures - 1))),
        );
      }),
    );
  });

  test("a queue that refuses is asked at most every five seconds", () => {
    const random = { next: () => 0, uuid: () => "" };
    for (const decision of ["denied", "missing"] as const) {
      expect(backoffMs(sourceBackoff[decision], 1, random)).toBeGreaterThanOrEqual(5_000);
    }
  });
});

describe("prefetchRecords", () => {
  const given = { batchSize: 10, concurrency: 10, leaseMs: 60_000 };

  test("is one batch before anything is known", () => {
    expect(prefetchRecords({ ...given, throughputPerMs: undefined })).toBe(10);
  });

  test("a slow handler is not buffered for: nothing waits longer than five seconds", () => {
    expect(prefetchRecords({ ...given, throughputPerMs: 1 / 60_000 })).toBe(0);
    expect(prefetchRecords({ ...given, throughputPerMs: 1 / 1_000 })).toBe(5);
  });

  test("nor longer than a quarter of the lease", () => {
    expect(prefetchRecords({ ...given, leaseMs: 4_000, throughputPerMs: 1 / 500 })).toBe(2);
  });

  test("a fast one gets up to another round of its slots", () => {
    expect(prefetchRecords({ ...given, throughputPerMs: 5 })).toBe(100);
  });
});

describe("receivePauseMs", () => {
  const thin = { windowMs: 1_000, fill: 1, ratePerMs: 0.02, maximumReceive: 10 };

  test.each([
    ["without a window", { ...thin, windowMs: 0 }, 0],
    ["when receives are full enough", { ...thin, fill: 3 }, 0],
    ["when nothing comes", { ...thin, ratePerMs: 0 }, 0],
    ["a part of the window", thin, 250],
    ["no longer than ten messages take", { ...thin, ratePerMs: 0.1 }, 100],
  ])("%s: waits %j", (_name, input, pause) => {
    expect(receivePauseMs(input)).toBe(pause);
  });
});

describe("Rate", () => {
  test("is unknown at first, then follows what comes", () => {
    const rate = new Rate(0);
    expect(rate.perMs).toBeUndefined();
    for (let atMs = 10; atMs <= 20_000; atMs += 10) rate.add(5, atMs);
    expect(rate.perMs).toBeCloseTo(0.5, 1);
    for (let atMs = 20_100; atMs <= 40_000; atMs += 100) rate.add(1, atMs);
    expect(rate.perMs).toBeCloseTo(0.01, 2);
  });

  test("several events of one moment are not infinitely fast", () => {
    const rate = new Rate(0);
    rate.add(100, 0);
    rate.add(100, 0);
    expect(rate.perMs).toBeUndefined();
    rate.add(0, 1_000);
    expect(rate.perMs).toBeCloseTo(0.2);
  });
});

import { describe, expect, test } from "vitest";

import { PollerScale } from "../../src/rules/poller-scale.ts";

const bounds = { minimum: 1, maximum: 10, maximumReceive: 10 };
const full = { asked: 10, received: 10, freeCredits: 100 };
const empty = { asked: 10, received: 0, freeCredits: 100 };

describe("PollerScale", () => {
  test("starts with the minimum and keeps two loops while anything flows", () => {
    const scale = new PollerScale(bounds);
    expect(scale.pollers).toBe(1);
    scale.report({ ...full, received: 1, atMs: 0 });
    expect(scale.pollers).toBe(2);
  });

  test("grows by half while receives come back full, at most every 500 ms", () => {
    const scale = new PollerScale(bounds);
    const seen: number[] = [];
    for (let atMs = 0; atMs <= 2_000; atMs += 100) {
      scale.report({ ...full, atMs });
      if (seen.at(-1) !== scale.pollers) seen.push(scale.pollers);
    }
    expect(seen).toEqual([2, 3, 5, 8, 10]);
  });

  test("does not grow without credits, nor on receives that were cut short by them", () => {
    const scale = new PollerScale(bounds);
    for (let atMs = 0; atMs < 5_000; atMs += 100) scale.report({ ...full, freeCredits: 3, atMs });
    for (let atMs = 5_000; atMs < 10_000; atMs += 100) {
      scale.report({ asked: 4, received: 4, freeCredits: 100, atMs });
    }
    expect(scale.pollers).toBe(2);
  });

  test("two empty polls in a row take a loop away, down to the minimum", () => {
    const scale = new PollerScale(bounds);
    for (let atMs = 0; atMs < 2_000; atMs += 100) scale.report({ ...full, atMs });
    for (let poll = 0; poll < 20; poll += 1) scale.report({ ...empty, atMs: 20_000 * (poll + 1) });
    expect(scale.pollers).toBe(1);
  });

  test("thin receives shrink it slowly, to two", () => {
    const scale = new PollerScale(bounds);
    for (let atMs = 0; atMs < 2_000; atMs += 100) scale.report({ ...full, atMs });
    const before = scale.pollers;
    for (let atMs = 2_000; atMs < 8_000; atMs += 100) scale.report({ ...full, received: 1, atMs });
    expect(scale.pollers).toBe(before - 1);
    for (let atMs = 8_000; atMs < 100_000; atMs += 100)
      scale.report({ ...full, received: 1, atMs });
    expect(scale.pollers).toBe(2);
  });

  test("trouble halves it once and holds growth for five seconds", () => {
    const scale = new PollerScale(bounds);
    for (let atMs = 0; atMs < 2_000; atMs += 100) scale.report({ ...full, atMs });
    scale.backOff(2_000);
    scale.backOff(2_010);
    expect(scale.pollers).toBe(5);
    for (let atMs = 2_100; atMs < 7_000; atMs += 100) scale.report({ ...full, atMs });
    expect(scale.pollers).toBe(5);
    for (let atMs = 7_000; atMs < 8_000; atMs += 100) scale.report({ ...full, atMs });
    expect(scale.pollers).toBeGreaterThan(5);
  });

  test("never leaves its bounds", () => {
    const scale = new PollerScale({ ...bounds, minimum: 4, maximum: 6 });
    for (let atMs = 0; atMs < 5_000; atMs += 100) scale.report({ ...full, atMs });
    expect(scale.pollers).toBe(6);
    scale.backOff(10_000);
    expect(scale.pollers).toBe(4);
  });
});

import { describe, expect, test } from "vitest";

import type { Budget } from "../../src/contracts/budget.ts";
import { createBudget } from "../../src/parts/budget.ts";
import { Credits } from "../../src/parts/credits.ts";
import { settle } from "../manual-clock.ts";

const mebibyte = 1024 * 1024;
const never = new AbortController().signal;

describe("Credits", () => {
  test("grants what fits and waits for the rest", async () => {
    const credits = new Credits([], 1, 15);
    expect(await credits.reserve(10, never)).toBe(10);
    expect(await credits.reserve(10, never)).toBe(5);
    let granted = 0;
    void credits.reserve(10, never).then((records) => (granted = records));
    await settle();
    expect(granted).toBe(0);
    credits.convert(10, [1, 1]);
    await settle();
    expect([granted, credits.taken]).toEqual([8, 15]);
  });

  test("bytes are reserved for the largest answer and given back by what came", async () => {
    const budget = createBudget({ maximumBytes: 20 * mebibyte });
    const credits = new Credits([budget], mebibyte, 1000);
    expect(await credits.reserve(10, never)).toBe(10);
    expect(await credits.reserve(10, never)).toBe(10);
    let granted = 0;
    void credits.reserve(10, never).then((records) => (granted = records));
    await settle();
    expect(granted).toBe(0);
    credits.convert(10, [100, 200]);
    await settle();
    expect(granted).toBe(5);
  });

  test("a record that is larger than the whole budget passes alone", async () => {
    const credits = new Credits([createBudget({ maximumBytes: mebibyte })], 2 * mebibyte, 100);
    expect(await credits.reserve(10, never)).toBe(1);
  });

  test("one mapping waits for another on a shared budget, and neither leaks", async () => {
    const shared = createBudget({ maximumRecords: 10 });
    const one = new Credits([shared], 1, 100);
    const two = new Credits([createBudget(), shared], 1, 100);
    expect(await one.reserve(10, never)).toBe(10);
    let granted = 0;
    void two.reserve(10, never).then((records) => (granted = records));
    await settle();
    expect(granted).toBe(0);
    one.convert(10, [1, 1, 1]);
    await settle();
    expect(granted).toBe(5);
    two.convert(5, []);
    for (const bytes of [1, 1, 1]) one.release(bytes);
    expect(shared.hasRoom(10, 0)).toBe(true);
  });

  test("two that wait for a shared budget do not wake each other", async () => {
    const shared = createBudget({ maximumRecords: 1 });
    shared.take(1, 1);
    let waits = 0;
    const counted: Budget = {
      maximumRecords: shared.maximumRecords,
      maximumBytes: shared.maximumBytes,
      hasRoom: (records, bytes) => shared.hasRoom(records, bytes),
      take: (records, bytes) => shared.take(records, bytes),
      giveBack: (records, bytes) => shared.giveBack(records, bytes),
      onRoom: (retry) => {
        waits += 1;
        // Without this a loop of promises would stop the test itself.
        if (waits > 100) throw new Error("waits for ever");
        return shared.onRoom(retry);
      },
    };
    const credits = new Credits([createBudget(), counted], 1, 100);
    const stop = new AbortController();
    const waiting = [credits.reserve(1, stop.signal), credits.reserve(1, stop.signal)];
    await settle();
    stop.abort();
    expect(await Promise.all(waiting)).toEqual([0, 0]);
    expect(waits).toBe(2);
  });

  test("a higher cap wakes those who wait, a lower one takes nothing away", async () => {
    const credits = new Credits([], 1, 5);
    await credits.reserve(5, never);
    let granted = 0;
    void credits.reserve(10, never).then((records) => (granted = records));
    credits.setCap(8);
    await settle();
    expect(granted).toBe(3);
    credits.setCap(1);
    expect([credits.free, credits.taken]).toEqual([0, 8]);
  });

  test("abort ends the wait with nothing", async () => {
    const controller = new AbortController();
    const credits = new Credits([createBudget({ maximumRecords: 1 })], 1, 1);
    await credits.reserve(1, never);
    const waiting = credits.reserve(1, controller.signal);
    controller.abort();
    expect(await waiting).toBe(0);
    expect(credits.taken).toBe(1);
  });

  test.each([
    [{ maximumRecords: 0 }, "maximumRecords: must be an integer of 1 or more (got 0)"],
    [{ maximumBytes: 1000 }, "maximumBytes: must be an integer of 1048576 or more (got 1000)"],
  ])("a budget refuses %j", (options, message) => {
    expect(() => createBudget(options)).toThrow(message);
  });
});

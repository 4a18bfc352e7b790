import { describe, expect, test } from "vitest";
import {
  median,
  pairedDifference,
  pairedRatio,
  quantile,
  spreadOf,
} from "../../src/method/statistics.ts";

describe("quantile", () => {
  test("lies between the two nearest values", () => {
    expect(quantile([40, 10, 30, 20], 0.5)).toBe(25);
    expect(quantile([10, 20, 30, 40, 50], 0.99)).toBeCloseTo(49.6);
  });

  test("gives the least and the greatest at its ends, sorted as numbers", () => {
    expect(quantile([9, 100, 20], 0)).toBe(9);
    expect(quantile([9, 100, 20], 1)).toBe(100);
  });

  test("refuses no values and a fraction outside its range", () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
    expect(() => quantile([1], 1.1)).toThrow(RangeError);
    expect(() => quantile([1], Number.NaN)).toThrow(RangeError);
  });

  test("leaves what it was given as it was", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

test("a spread is the median, the ends and the number of rounds", () => {
  expect(spreadOf([5, 1, 9])).toEqual({ median: 5, min: 1, max: 9, rounds: 3 });
});

describe("pairs", () => {
  test("are made round by round, so that a slow round slows both", () => {
    expect(pairedRatio([100, 50, 80], [50, 25, 40])).toEqual({
      median: 2,
      min: 2,
      max: 2,
      rounds: 3,
    });
    expect(pairedDifference([12, 24], [10, 20])).toEqual({ median: 3, min: 2, max: 4, rounds: 2 });
  });

  test("refuse unequal numbers of rounds", () => {
    expect(() => pairedRatio([1, 2], [1])).toThrow(RangeError);
  });
});

import fc from "fast-check";
import { expect, test, vi } from "vitest";

import { findLiteral } from "../../../src/rules/filter/find-literal.ts";

const letters = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom("a", "b"), maxLength });

test("finds the first place, long literals like short ones, also where beginnings overlap", () => {
  const times = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(
      letters(3),
      letters(4),
      times,
      times,
      fc.nat(50),
      (unit, other, few, many, from) => {
        const literal = `${unit.repeat(few)}${other}`;
        const text = `${unit.repeat(many)}${other}${unit.repeat(few)}${other}`;
        expect(findLiteral(literal, text, from)).toBe(text.indexOf(literal, from));
      },
    ),
    { numRuns: 5_000 },
  );
});

test("says −1 for a long literal that is not there", () => {
  expect(findLiteral("a".repeat(50), "a".repeat(49), 0)).toBe(-1);
});

test("reads a hostile text in proportion to its length", () => {
  const half = "a".repeat(1_000);
  const text = "a".repeat(20_000);
  const charCodeAt = vi.spyOn(String.prototype, "charCodeAt");

  const found = findLiteral(`${half}b${half}`, text, 0);
  const reads = charCodeAt.mock.calls.length;
  charCodeAt.mockRestore();

  expect(found).toBe(-1);
  expect(reads).toBeLessThan(6 * (text.length + 2 * half.length));
});

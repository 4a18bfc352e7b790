import fc from "fast-check";
import { expect, test } from "vitest";

import { compareSequenceNumbers } from "../src/position.ts";

test("sequence numbers are compared as integers of any length, padded or not", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 40n }),
      fc.bigInt({ min: 0n, max: 10n ** 40n }),
      fc.integer({ min: 0, max: 45 }),
      (left, right, width) => {
        const order = compareSequenceNumbers(String(left).padStart(width, "0"), String(right));
        expect(Math.sign(order)).toBe(left < right ? -1 : left > right ? 1 : 0);
      },
    ),
  );
});

test("9 comes before 10, and digits beyond the sixteenth count", () => {
  expect(compareSequenceNumbers("9", "10")).toBeLessThan(0);
  expect(
    compareSequenceNumbers("4421584500000000017450439091", "4421584500000000017450439092"),
  ).toBeLessThan(0);
});

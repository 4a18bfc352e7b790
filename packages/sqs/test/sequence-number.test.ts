import fc from "fast-check";
import { expect, test } from "vitest";

import { compareSequenceNumbers } from "../src/sequence-number.ts";

test("orders integers of any length, padded or not", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 30n }),
      fc.bigInt({ min: 0n, max: 10n ** 30n }),
      fc.nat(20),
      (left, right, padding) => {
        const order = compareSequenceNumbers(
          String(left).padStart(padding, "0"),
          String(right).padStart(20 - padding, "0"),
        );
        expect(Math.sign(order)).toBe(left < right ? -1 : left > right ? 1 : 0);
      },
    ),
  );
});

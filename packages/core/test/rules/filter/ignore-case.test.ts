import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { CaseInsensitiveText } from "../../../src/rules/filter/ignore-case.ts";

test.each([
  ["straße", "STRASSE", true],
  ["straße", "strasse", false],
  ["strasse", "straße", false],
  ["i", "İ", false],
  ["ΣΑΣ", "σασ", true],
  ["ΣΑΣ", "σας", false],
  ["σας", "ΣΑΣ", true],
  ["ﬁn", "FIN", true],
  ["🚀a", "🚀A", true],
  ["", "", true],
  ["", "x", false],
])("%s takes %s: %s", (pattern, value, expected) => {
  expect(new CaseInsensitiveText(pattern).equals(value)).toBe(expected);
});

describe("prefix and suffix", () => {
  test("a form of several characters counts as a whole", () => {
    expect(new CaseInsensitiveText("ß").isPrefixOf("SSx")).toBe(true);
    expect(new CaseInsensitiveText("ß").isPrefixOf("Sx")).toBe(false);
    expect(new CaseInsensitiveText("ß").isSuffixOf("xSS")).toBe(true);
    expect(new CaseInsensitiveText("ß").isSuffixOf("xS")).toBe(false);
  });

  test("a text is not the suffix of a shorter one", () => {
    expect(new CaseInsensitiveText("long.png").isSuffixOf("g.PNG")).toBe(false);
  });
});

test("no character's form begins or ends with its other form, on which going forward alone rests", () => {
  const ambiguous = Array.from({ length: 0x1_00_00 }, (_, code) =>
    String.fromCharCode(code),
  ).filter((unit) => {
    const [lower, upper] = [unit.toLowerCase(), unit.toUpperCase()];
    if (lower === upper) return false;
    return [
      lower.startsWith(upper),
      upper.startsWith(lower),
      lower.endsWith(upper),
      upper.endsWith(lower),
    ].includes(true);
  });

  expect(ambiguous).toEqual([]);
});

test("takes both cases of whatever it was made of, unit by unit", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.infiniteStream(fc.boolean()),
      (pattern, up) => {
        const value = pattern
          .split("")
          .map((unit) => (up.next().value === true ? unit.toUpperCase() : unit.toLowerCase()))
          .join("");
        const text = new CaseInsensitiveText(pattern);
        expect([
          text.equals(value),
          text.isPrefixOf(`${value}x`),
          text.isSuffixOf(`x${value}`),
        ]).toEqual([true, true, true]);
      },
    ),
  );
});

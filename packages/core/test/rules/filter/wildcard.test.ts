import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";

import { matchesWildcard, readWildcard } from "../../../src/rules/filter/wildcard.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("reading", () => {
  test.each([
    ["a**b", "Consecutive wildcard characters at pos 2"],
    ["é**", "Consecutive wildcard characters at pos 3"],
    ["a\\", "Invalid escape character at pos 2"],
    ["a\\?", "Invalid escape character at pos 2"],
  ])("refuses %s with the position in bytes", (pattern, problem) => {
    expect(readWildcard(pattern)).toEqual({ problem });
  });

  test("takes an escaped star before a wildcard for a star", () => {
    expect(readWildcard("a\\**")).toEqual({ parts: ["a*", ""] });
  });

  test("takes an escaped backslash for one", () => {
    expect(readWildcard("\\\\*")).toEqual({ parts: ["\\", ""] });
  });
});

describe("matching", () => {
  test.each([
    ["*ab*ab", "xababab", true],
    ["ab*ab", "ab", false],
    ["aba*aba", "ababa", false],
    ["*a*a", "a", false],
    ["*", "", true],
    ["", "", true],
    ["", "x", false],
    ["a*c*e", "abcde", true],
    ["a*c*e", "abde", false],
    ["*\n*", "a\nb", true],
  ])("%j on %j", (pattern, text, expected) => {
    expect(matchesWildcard(partsOf(pattern), text)).toBe(expected);
  });

  test("answers as a matcher that tries every length of every star", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
    const parts = fc.array(fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 3 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(parts, letters, (given, text) => {
        expect(matchesWildcard(given, text)).toBe(matchesByTrying(given, text));
      }),
      { numRuns: 5_000 },
    );
  });

  test("takes what it was made of", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 1, maxLength: 6 }),
        fc.array(fc.string(), { minLength: 5 }),
        (parts, fills) => {
          const text = parts
            .map((part, index) => (index === 0 ? part : `${fills[index - 1]}${part}`))
            .join("");
          expect(matchesWildcard(parts, text)).toBe(true);
        },
      ),
    );
  });

  test("searches once for each part, never going back, however hostile the text", () => {
    const parts = ["", ...Array.from({ length: 20 }, () => "a"), "b"];
    const text = `${"a".repeat(100_000)}c`;
    const from = watchSearches();

    const matches = matchesWildcard([...parts, ""], text);

    expect(matches).toBe(false);
    expect(from).toHaveLength(21);
    expect(from).toEqual(from.toSorted((left, right) => left - right));
  });
});

function partsOf(pattern: string): readonly string[] {
  const reading = readWildcard(pattern);
  if ("problem" in reading) throw new Error(reading.problem);
  return reading.parts;
}

/** Notes where each search in a text begins. */
function watchSearches(): readonly number[] {
  const from: number[] = [];
  const plainIndexOf = String.prototype.indexOf;
  vi.spyOn(String.prototype, "indexOf").mockImplementation(function (
    this: string,
    part: string,
    at?: number,
  ) {
    from.push(at ?? 0);
    return plainIndexOf.call(this, part, at);
  });
  return from;
}

function matchesByTrying(parts: readonly string[], text: string): boolean {
  const [first = "", ...rest] = parts;
  if (!text.startsWith(first)) return false;
  if (rest.length === 0) return text === first;
  for (let skipped = first.length; skipped <= text.length; skipped += 1) {
    if (matchesByTrying(rest, text.slice(skipped))) return true;
  }
  return false;
}

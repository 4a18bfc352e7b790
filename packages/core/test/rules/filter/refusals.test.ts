import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  compileFilter,
  FilterPatternError,
  parsePattern,
} from "../../../src/rules/filter/index.ts";

describe("a refusal says where and what is allowed", () => {
  test.each([
    [
      '{"body":{"amount":[{"numeric":["!=",5]}]}}',
      "body.amount",
      31,
      ["!=", '["!=",5]', '[">=", n]'],
    ],
    ['{"a":{"b":"x"}}', "a.b", 10, ['"b" must be an object or an array', '["x"]']],
    ['{"a":{"prefix":"x"}}', "a.prefix", 15, ['[{"prefix": "x"}]']],
    ['{"a":[{"EXISTS":true}]}', "a", 7, ["Unrecognized match type EXISTS", "exists"]],
    ['{"a":[{"exactly":"x"}]}', "a", 7, ["write the plain string"]],
    ['{"a":[{"anything-but":{"prefix":[]}}]}', "a", 32, ["Empty arrays are not allowed"]],
    [
      '{"a":[{"anything-but":9007199254740993}]}',
      "a",
      22,
      ["Cannot compare number : 9007199254740993"],
    ],
    ['{"a":[{"numeric":["=",1e400]}]}', "a", 22, ["Cannot compare number : 1e400"]],
    [
      '{"b":{"$or":[{"x":["1"]},{"y":{"z":[]}}]}}',
      "b.$or[1].y.z",
      35,
      ["Empty arrays are not allowed"],
    ],
    [
      '{"b":{"$or":[{"x":["1"]},{"y":{"cidr":["1"]}}]}}',
      "b.$or[1].y.cidr",
      31,
      ["cannot be used inside $or"],
    ],
    ['{"a":["x"', "", 9, ["not JSON", "the end of the text"]],
    ['{"a":["x]}', "", 6, ["no closing quote"]],
  ])("%s", (pattern, path, position, parts) => {
    const refusal = refusalOf(pattern);

    expect(refusal).toMatchObject({ path, position });
    for (const part of parts) expect(refusal.reason).toContain(part);
    expect(refusal.message).toContain(`(at character ${position + 1})`);
  });

  test("a long value is cut short", () => {
    const refusal = refusalOf(`{"a":"${"x".repeat(1_000)}"}`);
    expect(refusal.reason.length).toBeLessThan(250);
  });

  test("of several patterns, the index of the refused one is told", () => {
    const compile = (): unknown => compileFilter(['{"a":["x"]}', '{"a":"x"}']);
    expect(compile).toThrow(expect.objectContaining({ patternIndex: 1, path: "a" }));
  });
});

describe("limits", () => {
  test("4,096 characters are taken, one more is refused", () => {
    const patternOf = (length: number): string => `{"a":["${"x".repeat(length - 10)}"]}`;
    expect(parsePattern(patternOf(4_096)).rules).toHaveLength(1);
    expect(refusalOf(patternOf(4_097)).reason).toContain("4097 characters, allowed are 4096");
  });

  test("a character outside the basic plane counts once", () => {
    expect(parsePattern(`{"a":["${"🚀".repeat(4_086)}"]}`).rules).toHaveLength(1);
  });

  test("1,000 rules out of $or are taken, more are refused", () => {
    const or = (name: string, count: number): string =>
      `"$or":[${Array.from({ length: count }, (_, index) => `{"${name}":[${index}]}`).join()}]`;
    expect(parsePattern(`{${or("a", 40)},${or("b", 25)}}`).rules).toHaveLength(1_000);
    expect(refusalOf(`{${or("a", 40)},${or("b", 26)}}`).reason).toContain("more than 1000 rules");
  });

  test("$or that doubles without end is refused before it fills the memory", () => {
    const pattern = `{${Array.from({ length: 120 }, () => '"$or":[{"a":[1]},{"b":[1]}]').join()}}`;
    expect(refusalOf(pattern)).toMatchObject({ path: "$or" });
  });

  test("256 fields are taken, one more is refused", () => {
    const fields = (count: number): string =>
      `{${Array.from({ length: count }, (_, index) => `"f${index}":[1]`).join()}}`;
    expect(parsePattern(fields(256)).rules[0]).toHaveLength(256);
    expect(refusalOf(fields(257)).reason).toContain("257 fields");
  });

  test.each(["[", '{"a":', '[{"a":'])(
    "a pattern of nothing but %s is refused, however deep",
    (opening) => {
      expect(refusalOf(opening.repeat(4_096 / opening.length)).path).toBe("");
    },
  );
});

test("whatever the text, a pattern is taken or refused with a FilterPatternError", () => {
  const pieces = fc.constantFrom(
    '{"a":',
    "[",
    "]",
    "{",
    "}",
    '"$or"',
    ":",
    ",",
    '"x"',
    "1",
    "1e400",
    "null",
    '{"prefix":',
    '{"numeric":',
    '"<"',
    '{"exists":true}',
    "\\",
    " ",
    '"',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.array(pieces).map((parts) => parts.join("")),
      ),
      (text) => {
        let thrown: unknown;
        try {
          parsePattern(text);
        } catch (error) {
          thrown = error;
        }
        expect(thrown === undefined || thrown instanceof FilterPatternError).toBe(true);
      },
    ),
    { numRuns: 3_000 },
  );
});

function refusalOf(pattern: string): FilterPatternError {
  try {
    parsePattern(pattern);
  } catch (error) {
    if (error instanceof FilterPatternError) return error;
    throw error;
  }
  throw new Error(`not refused: ${pattern}`);
}

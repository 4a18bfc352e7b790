import { describe, expect, test } from "vitest";

import { readEventText } from "../../../src/rules/filter/event-text.ts";

describe("what counts as JSON", () => {
  test.each(['{"a":1}', "[1]", ' \t\r\n{"a":1}\n', "{}", "[]"])("%j does", (text) => {
    expect(readEventText(text, false)).toEqual(JSON.parse(text));
  });

  test.each([
    "",
    " ",
    "123",
    '"x"',
    "true",
    "null",
    "{",
    '{"a":1} x',
    "{'a':1}",
    '\uFEFF{"a":1}',
    "plain {",
  ])("%j is plain text", (text) => {
    expect(readEventText(text, false)).toBeUndefined();
  });

  test("of equal keys the last counts", () => {
    expect(readEventText('{"a":1,"a":2}', true)).toEqual({ a: 2 });
  });
});

describe("depth", () => {
  const nested = (levels: number, filling = ""): string =>
    `${"[".repeat(levels)}${filling}${"]".repeat(levels)}`;

  test("1,000 levels are JSON, one more is plain text", () => {
    expect(readEventText(nested(1_000), false)).toBeInstanceOf(Array);
    expect(readEventText(nested(1_001), false)).toBeUndefined();
  });

  test("brackets side by side or in strings are no depth", () => {
    const text = `{"list":[${"[],".repeat(1_500)}{}],"text":"\\"${"[{".repeat(1_500)}","end":1}`;
    expect(readEventText(text, false)).toMatchObject({ end: 1 });
  });

  test("400,000 levels are turned away, not crashed on", () => {
    expect(readEventText(nested(400_000), true)).toBeUndefined();
  });

  test("1,000 levels with a number that is not comparable are read", () => {
    expect(readEventText(nested(1_000, "1e400"), true)).toBeInstanceOf(Array);
  });
});

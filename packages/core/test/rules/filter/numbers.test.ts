import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { compileFilter } from "../../../src/rules/filter/index.ts";
import {
  hasIncomparableNumber,
  parseKeepingNumbers,
} from "../../../src/rules/filter/number-keeping-json.ts";
import { comparableNumber, NumberText } from "../../../src/rules/filter/number-text.ts";
import { sourceViews } from "./source-views.ts";

describe("comparable numbers", () => {
  test.each([
    ["300.0", 300],
    ["3.0e2", 300],
    ["-0", -0],
    ["0e999", 0],
    ["9007199254740992", 9_007_199_254_740_992],
    ["5e22", 5e22],
    ["5e-324", 5e-324],
    ["1.7976931348623157e308", Number.MAX_VALUE],
    ["0.1000000000000000000000", 0.1],
    ["123456789012345.67", 123_456_789_012_345.67],
  ])("%s is one", (text, value) => {
    expect(comparableNumber(text)).toBe(value);
  });

  test.each([
    "9007199254740993",
    "12345678901234567890",
    "1e400",
    "1E400",
    "1e-400",
    "4e-324",
    "0.1000000000000000055511151231257827",
  ])("%s is none", (text) => {
    expect(comparableNumber(text)).toBeUndefined();
  });

  test("every double's own text is one", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(comparableNumber(JSON.stringify(value))).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
  });
});

describe("JSON with numbers kept", () => {
  test("reads all JSON as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 1), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        fc.pre(!hasIncomparableNumber(text));
        expect(parseKeepingNumbers(` ${text} `)).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  test.each([
    String.raw`{"a":"\"\\","b":[[],{}],"c":-1.5e+3,"c":[true,false,null]}`,
    '{"__proto__":{"x":1}}',
    '\t[ 1 ,\n2 , { } , [ ] , "" ]\r\n',
  ])("reads %s as JSON.parse does", (text) => {
    const value = parseKeepingNumbers(text);
    expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
  });

  test("keeps the text of a number that is not comparable, wherever it stands", () => {
    const value = parseKeepingNumbers('{"a":[1e400,{"b":9007199254740993}],"c":1.0}');
    expect(value).toEqual({
      a: [new NumberText("1e400"), { b: new NumberText("9007199254740993") }],
      c: 1,
    });
  });

  test("digits in strings and long but exact numbers are no reason to look closer", () => {
    expect(
      hasIncomparableNumber(
        String.raw`{"id":"12345678901234567890","e\"1":"x 1e400","n":1234567890123456}`,
      ),
    ).toBe(false);
    expect(hasIncomparableNumber('{"id":"x","n":12345678901234567}')).toBe(true);
  });
});

describe("numbers in patterns", () => {
  test.each([
    ["[12345678901234567890]", "12345678901234567890", true],
    ["[12345678901234567890]", "12345678901234567891", false],
    ["[1e400]", "1e400", true],
    ["[1e400]", "1E400", false],
    ["[300]", "3.0e2", true],
    ['[{"numeric":[">",0]}]', "9007199254740993", false],
    ['[{"numeric":[">",0]}]', "9007199254740992", true],
    ['[{"anything-but":[1]}]', "12345678901234567890", true],
    ['[{"anything-but":["x"]}]', "12345678901234567890", true],
    ['[{"exists":true}]', "1e400", true],
    ['[{"exists":false}]', "1e400", false],
  ])("%s on %s", (list, number, expected) => {
    const filter = compileFilter([`{"body":{"n":${list}}}`], sourceViews.sqs);
    expect(filter.matches({ body: `{"n":${number}}` })).toBe(expected);
  });
});

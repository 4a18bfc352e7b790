import { describe, expect, test } from "vitest";

import { compileFilter } from "../../../src/rules/filter/index.ts";

/** Enough other fields under the same parent to make the tree be walked by the event's keys. */
const crowd = Array.from({ length: 20 }, (_, index) => `"n${index}":[{"exists":false}]`).join();

describe.each([
  ["few names", ""],
  ["many names", `${crowd},`],
])("names, %s in the pattern", (_kind, others) => {
  const matches = (fields: string, event: unknown): boolean =>
    compileFilter([`{${others}${fields}}`]).matches(event);

  test.each([
    [{ a: { b: { c: "x" } } }, true],
    [{ "a.b": { c: "x" } }, true],
    [{ a: { "b.c": "x" } }, true],
    [{ "a.b.c": "x" }, true],
    [{ "a.b.c.d": "x" }, false],
    [{ a: { b: [{ c: ["y", "x"] }] } }, true],
    [{ a: "x" }, false],
  ])("a.b.c in %j: %s", (event, expected) => {
    expect(matches('"a":{"b":{"c":["x"]}}', event)).toBe(expected);
    expect(matches('"a.b.c":["x"]', event)).toBe(expected);
  });

  test.each(["constructor", "toString", "__proto__", "hasOwnProperty", "length", "0"])(
    "%s is an ordinary name",
    (name) => {
      const own = JSON.parse(`{"${name}":"x"}`) as unknown;
      expect(matches(`"${name}":["x"]`, own)).toBe(true);
      expect(matches(`"${name}":[{"exists":false}]`, {})).toBe(true);
      expect(matches(`"a":{"${name}":[{"exists":true}]}`, { a: ["x"] })).toBe(false);
    },
  );

  test("what an object inherits is not there", () => {
    expect(matches('"__proto__":{"__proto__":[{"exists":true}]}', {})).toBe(false);
    expect(matches('"a":[{"exists":true}]', Object.create({ a: "x" }))).toBe(false);
  });

  test("a value under either spelling of a path counts", () => {
    expect(matches('"c.d":["x"]', { c: { d: "y" }, "c.d": "x" })).toBe(true);
  });

  test("what JSON cannot hold is not there", () => {
    const event = { a: undefined, b: () => 1, c: 1n };
    expect(
      matches('"a":[{"exists":false}],"b":[{"exists":false}],"c":[{"exists":false}]', event),
    ).toBe(true);
  });
});

test("an empty name is a name", () => {
  const filter = compileFilter(['{"":{"b":["x"]}}']);
  expect([{ "": { b: "x" } }, { b: "x" }].map((event) => filter.matches(event))).toEqual([
    true,
    false,
  ]);
  expect(compileFilter(['{"":["x"]}']).matches({ "": "x" })).toBe(true);
});

test("deeply nested paths and lists are walked", () => {
  const levels = 600;
  const pattern = `${'{"a":'.repeat(levels)}["x"]${"}".repeat(levels)}`;
  const event = JSON.parse(`${'{"a":'.repeat(levels)}["x"]${"}".repeat(levels)}`) as unknown;
  expect(compileFilter([pattern]).matches(event)).toBe(true);
});

test("what lies in more than 1,000 lists of a record in memory is not seen", () => {
  let list: unknown = "x";
  for (let level = 0; level < 100_000; level += 1) list = [list];
  expect(compileFilter(['{"a":["x"]}']).matches({ a: list })).toBe(false);
});

test.each([undefined, null, 1, "x", [], () => 1])("a record that is %s has no fields", (record) => {
  expect(compileFilter(['{"a":[{"exists":false}]}']).matches(record)).toBe(true);
  expect(compileFilter(['{"a":[{"exists":true}]}']).matches(record)).toBe(false);
});

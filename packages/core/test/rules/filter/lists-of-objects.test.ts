import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { compileFilter } from "../../../src/rules/filter/index.ts";
import { referenceMatches, type ReferenceField } from "./reference-match.ts";

const names = fc.constantFrom("a", "b", "a.b", "a-b");
const scalars = fc.constantFrom("x", "x", "y", null);
const { event } = fc.letrec((tie) => ({
  event: fc.dictionary(names, tie("node"), { maxKeys: 4 }),
  node: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    scalars,
    tie("event"),
    fc.array(tie("node"), { maxLength: 3 }),
    fc.array(tie("event"), { maxLength: 4 }),
  ),
}));
const paths = fc.constantFrom(
  "a",
  "b",
  "a.b",
  "a.a",
  "a-b",
  "a.b.a",
  "b.b",
  "b.a",
  "a.a-b",
  "a.a.b",
);
const fields: fc.Arbitrary<readonly ReferenceField[]> = fc.uniqueArray(
  fc
    .record({
      path: paths,
      literals: fc.uniqueArray(scalars, { maxLength: 2 }),
      absent: fc.boolean(),
    })
    .filter(({ literals, absent }) => literals.length > 0 || absent),
  { selector: ({ path }) => path, minLength: 1, maxLength: 5 },
);

test("answers as the definition does on any event", () => {
  fc.assert(
    fc.property(fields, event, (asked, record) => {
      expect(compileFilter([patternOf(asked)]).matches(record)).toBe(
        referenceMatches(asked, record),
      );
    }),
    { numRuns: 20_000 },
  );
});

test("answers as the definition does where all lies in lists of lists", () => {
  const leaf = fc.dictionary(fc.constantFrom("p", "q", "r"), fc.constantFrom("x", "y"));
  const deep = fc.array(
    fc.oneof(
      leaf,
      fc.array(leaf, { maxLength: 3 }),
      fc.array(fc.array(leaf, { maxLength: 2 }), { maxLength: 2 }),
    ),
    { maxLength: 4 },
  );
  const asked = fc.tuple(
    ...["l.p", "l.q", "l.r"].map((path) =>
      fc.record({ path: fc.constant(path), literals: fc.constant(["x"]), absent: fc.boolean() }),
    ),
  );
  fc.assert(
    fc.property(asked, deep, (given, l) => {
      expect(compileFilter([patternOf(given)]).matches({ l })).toBe(referenceMatches(given, { l }));
    }),
    { numRuns: 10_000 },
  );
});

test("answers as the definition does where lists stand side by side in elements of a list", () => {
  const inner = fc.array(fc.dictionary(fc.constantFrom("p", "q"), fc.constantFrom("x", "y")), {
    maxLength: 3,
  });
  const outer = fc.array(fc.record({ i: inner, j: inner, k: inner }), { maxLength: 3 });
  const asked = fc.tuple(
    ...["o.i.p", "o.i.q", "o.j.p", "o.k.p", "o.k.q"].map((path) =>
      fc.record({ path: fc.constant(path), literals: fc.constant(["x"]), absent: fc.boolean() }),
    ),
  );
  fc.assert(
    fc.property(asked, outer, (given, o) => {
      expect(compileFilter([patternOf(given)]).matches({ o })).toBe(referenceMatches(given, { o }));
    }),
    { numRuns: 10_000 },
  );
});

test("a value outside all lists does not keep one inside a list from being chosen", () => {
  const filter = compileFilter(['{"a":{"b":["x"],"c":[{"exists":false}]}}']);
  expect(filter.matches({ a: [{ b: "x" }, { c: 1 }], "a.b": "x" })).toBe(true);
  expect(filter.matches({ a: [{ b: "y" }, { c: 1 }], "a.b": "x" })).toBe(false);
});

describe("absence looks at what was chosen before it, in the order of names", () => {
  const jobs = [{ id: "j1" }, { id: "j2", err: "x", reason: "x" }];

  test("a name after the chosen one: the same element", () => {
    expect(
      compileFilter(['{"jobs":{"id":["j1"],"reason":[{"exists":false}]}}']).matches({ jobs }),
    ).toBe(true);
  });

  test("a name before it: all elements", () => {
    expect(
      compileFilter(['{"jobs":{"err":[{"exists":false}],"id":["j1"]}}']).matches({ jobs }),
    ).toBe(false);
  });
});

function patternOf(fields: readonly ReferenceField[]): string {
  const lists = fields.map(({ path, literals, absent }) => {
    const members = [...literals, ...(absent ? [{ exists: false }] : [])];
    return `${JSON.stringify(path)}:${JSON.stringify(members)}`;
  });
  return `{${lists.join()}}`;
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { compileFilter } from "../../../src/rules/filter/index.ts";
import { sourceViews } from "./source-views.ts";

const name = fc.constantFrom("a", "b", "body", "value", "data", "kinesis", "a.b", "__proto__", "");
const literal = fc.oneof(
  fc.constantFrom<unknown>("x", "", 1, true, null),
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const operator = fc.oneof(
  fc.record({ prefix: fc.string() }),
  fc.record({ suffix: fc.record({ "equals-ignore-case": fc.string() }) }),
  fc.record({ "equals-ignore-case": fc.string() }),
  fc.record({
    wildcard: fc.string({ unit: fc.constantFrom("a", "é", ".") }).map((text) => `${text}*${text}`),
  }),
  fc.record({ numeric: fc.tuple(fc.constantFrom("=", "<", "<=", ">", ">="), fc.integer()) }),
  fc.record({ exists: fc.boolean() }),
  fc.record({
    "anything-but": fc.oneof(
      fc.array(fc.string(), { minLength: 1 }),
      fc.array(fc.integer(), { minLength: 1 }),
    ),
  }),
  fc.constant({ cidr: "10.0.0.0/8" }),
);
const list = fc.array(fc.oneof(literal, operator), { minLength: 1, maxLength: 4 });
const { pattern } = fc.letrec((tie) => ({
  pattern: fc.dictionary(name, fc.oneof({ maxDepth: 3 }, list, tie("pattern")), {
    minKeys: 1,
    maxKeys: 3,
  }),
}));
const patternText = pattern.map((value) => JSON.stringify(value));
const view = fc.constantFrom(undefined, { data: [] }, ...Object.values(sourceViews));
const record = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(
    name,
    fc.oneof(
      fc.jsonValue(),
      fc.json(),
      fc.json().map((text) => Buffer.from(text).toString("base64")),
    ),
  ),
);

/** Patterns that the view takes; a few ask for data in a way that a source cannot answer. */
function compileIfTaken(patterns: readonly string[], given: Parameters<typeof compileFilter>[1]) {
  try {
    return compileFilter(patterns, given);
  } catch {
    return undefined;
  }
}

test("matching never throws and leaves the record as it is", () => {
  let judged = 0;
  fc.assert(
    fc.property(fc.array(patternText, { maxLength: 3 }), view, record, (patterns, given, value) => {
      const filter = compileIfTaken(patterns, given);
      if (filter === undefined) return;
      const before = JSON.stringify(value);
      expect(filter.matches(value)).toBeTypeOf("boolean");
      expect(JSON.stringify(value)).toBe(before);
      judged += 1;
    }),
    { numRuns: 3_000 },
  );
  expect(judged).toBeGreaterThan(1_000);
});

test("several patterns take what one of them takes", () => {
  fc.assert(
    fc.property(
      fc.array(patternText, { minLength: 1, maxLength: 4 }),
      record,
      (patterns, value) => {
        const each = patterns.map((text) => compileFilter([text]).matches(value));
        expect(compileFilter(patterns).matches(value)).toBe(each.includes(true));
      },
    ),
    { numRuns: 2_000 },
  );
});

test("a filter answers alike however often it is asked and whatever it saw before", () => {
  fc.assert(
    fc.property(patternText, fc.array(record, { minLength: 2, maxLength: 4 }), (text, values) => {
      const filter = compileFilter([text]);
      const first = values.map((value) => filter.matches(value));
      expect(values.map((value) => filter.matches(value))).toEqual(first);
      expect(values.map((value) => compileFilter([text]).matches(value))).toEqual(first);
    }),
    { numRuns: 1_000 },
  );
});

describe("the members of a list", () => {
  test("may stand in any order", () => {
    fc.assert(
      fc.property(list, fc.jsonValue(), (members, a) => {
        const matches = (given: readonly unknown[]): boolean =>
          compileFilter([JSON.stringify({ a: given })]).matches({ a });
        expect(matches(members.toReversed())).toBe(matches(members));
      }),
    );
  });

  test("only ever add to what is taken", () => {
    fc.assert(
      fc.property(list, list, fc.jsonValue(), (members, more, a) => {
        const matches = (given: readonly unknown[]): boolean =>
          compileFilter([JSON.stringify({ a: given })]).matches({ a });
        if (matches(members)) expect(matches([...members, ...more])).toBe(true);
      }),
    );
  });
});

test("a pattern made of an event's own scalars takes it, through any encoding", () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const key = fc
    .string({ minLength: 1, maxLength: 8 })
    .filter((text) => !text.includes(".") && text !== "$or");
  const { event } = fc.letrec((tie) => ({
    event: fc.dictionary(key, fc.oneof({ maxDepth: 2 }, scalar, tie("event")), {
      minKeys: 1,
      maxKeys: 4,
    }),
  }));
  fc.assert(
    fc.property(event, (value) => {
      const inside = JSON.stringify(patternFrom(value));
      const text = JSON.stringify(value);
      expect(compileFilter([inside]).matches(value)).toBe(true);
      expect(compileFilter([`{"body":${inside}}`], sourceViews.sqs).matches({ body: text })).toBe(
        true,
      );
      const encoded = Buffer.from(text).toString("base64");
      expect(
        compileFilter([`{"value":${inside}}`], sourceViews.kafka).matches({ value: encoded }),
      ).toBe(true);
    }),
  );
});

/** The same object with a list of one literal in place of each scalar. */
function patternFrom(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return [value];
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, patternFrom(member)]),
  );
}

import { describe, expect, test } from "vitest";

import { compileFilter } from "../../../src/rules/filter/index.ts";

const scalars = {
  string: "x",
  empty: "",
  digits: "5",
  number: 5,
  zero: 0,
  true: true,
  false: false,
  null: null,
} as const;
type Kind = keyof typeof scalars | "missing" | "object" | "list";
const values: Readonly<Record<Kind, unknown>> = {
  ...scalars,
  missing: undefined,
  object: { b: "x" },
  list: [],
};
const allScalars = Object.keys(scalars) as Kind[];

describe("each member takes these values and no others", () => {
  test.each<[string, readonly Kind[]]>([
    ['"x"', ["string"]],
    ['""', ["empty"]],
    ['"5"', ["digits"]],
    ["5", ["number"]],
    ["-0.0", ["zero"]],
    ["true", ["true"]],
    ["false", ["false"]],
    ["null", ["null"]],
    ['{"prefix":""}', ["string", "empty", "digits"]],
    ['{"suffix":""}', ["string", "empty", "digits"]],
    ['{"wildcard":"*"}', ["string", "empty", "digits"]],
    ['{"wildcard":""}', ["empty"]],
    ['{"equals-ignore-case":"X"}', ["string"]],
    ['{"prefix":{"equals-ignore-case":"X"}}', ["string"]],
    ['{"suffix":{"equals-ignore-case":"X"}}', ["string"]],
    ['{"numeric":[">=",0]}', ["number", "zero"]],
    ['{"numeric":["=",0]}', ["zero"]],
    ['{"numeric":["<",0]}', []],
    ['{"numeric":[">",0,"<",5]}', []],
    ['{"numeric":[">",0,"<=",5]}', ["number"]],
    ['{"cidr":"0.0.0.0/0"}', []],
    ['{"exists":true}', allScalars],
    ['{"exists":false}', ["missing", "object", "list"]],
    ['{"anything-but":"x"}', allScalars.filter((kind) => kind !== "string")],
    [
      '{"anything-but":["x","5"]}',
      allScalars.filter((kind) => kind !== "string" && kind !== "digits"),
    ],
    ['{"anything-but":5}', allScalars.filter((kind) => kind !== "number")],
    ['{"anything-but":[0,5]}', allScalars.filter((kind) => kind !== "number" && kind !== "zero")],
    ['{"anything-but":{"prefix":"x"}}', allScalars.filter((kind) => kind !== "string")],
    [
      '{"anything-but":{"suffix":["x","5"]}}',
      allScalars.filter((kind) => kind !== "string" && kind !== "digits"),
    ],
    ['{"anything-but":{"equals-ignore-case":"X"}}', allScalars.filter((kind) => kind !== "string")],
    ['{"anything-but":{"wildcard":"*"}}', ["number", "zero", "true", "false", "null"]],
  ])("%s", (member, expected) => {
    const filter = compileFilter([`{"a":[${member}]}`]);

    const taken = (Object.keys(values) as Kind[]).filter((kind) =>
      filter.matches({ a: values[kind] }),
    );

    expect(taken).toEqual(expected);
  });
});

test("members of a list are ORed across types", () => {
  const filter = compileFilter(['{"a":["x",{"numeric":[">",4]},null,{"exists":false}]}']);
  const taken = (Object.keys(values) as Kind[]).filter((kind) =>
    filter.matches({ a: values[kind] }),
  );
  expect(taken).toEqual(["string", "number", "null", "missing", "object", "list"]);
});

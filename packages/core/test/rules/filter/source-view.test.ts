import { describe, expect, test } from "vitest";

import { compileFilter, type FilterView } from "../../../src/rules/filter/index.ts";
import { sourceViews } from "./source-views.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const notUtf8 = Buffer.from([0xff, 0xfe, 0x41]).toString("base64");

describe("refused for a source", () => {
  test.each([
    ["kinesis", '{"data":["x"]}', "data holds JSON"],
    ["kinesis", '{"data":[{"exists":true}]}', "data holds JSON"],
    ["dynamodb", '{"dynamodb":[{"exists":true}]}', "dynamodb holds JSON"],
    ["sqs", '{"body":["x"],"body.kind":["y"]}', "as plain text and as JSON at once"],
    ["kafka", '{"value":["x"],"value":{"a":["y"]}}', "as plain text and as JSON at once"],
  ] as const)("%s: %s", (source, pattern, reason) => {
    expect(() => compileFilter([pattern], sourceViews[source])).toThrow(reason);
  });

  test("plain in one branch of $or and JSON in another is two rules, and taken", () => {
    const filter = compileFilter(
      ['{"$or":[{"body":["x"]},{"body":{"a":["y"]}}]}'],
      sourceViews.sqs,
    );
    expect(["x", '{"a":"y"}', "y"].map((body) => filter.matches({ body }))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("sqs", () => {
  test("a scalar is plain text", () => {
    const filter = compileFilter(['{"body":[{"prefix":"12"}]}'], sourceViews.sqs);
    expect(filter.matches({ body: "123" })).toBe(true);
  });

  test("a body that is a list is JSON", () => {
    const filter = compileFilter(['{"body":{"kind":["order"]}}'], sourceViews.sqs);
    expect(filter.matches({ body: '[{"kind":"note"},{"kind":"order"}]' })).toBe(true);
  });

  test("other keys of the record may be named beside the body", () => {
    const filter = compileFilter(
      ['{"messageAttributes":{"t":{"stringValue":["a"]}},"body":{"k":["v"]}}'],
      sourceViews.sqs,
    );
    const record = (stringValue: string): object => ({
      messageAttributes: { t: { stringValue } },
      body: '{"k":"v"}',
    });
    expect(filter.matches(record("a"))).toBe(true);
    expect(filter.matches(record("b"))).toBe(false);
  });

  test("the body is not read when the rest of the record decides", () => {
    const filter = compileFilter(['{"awsRegion":["x"],"body":{"k":["v"]}}'], sourceViews.sqs);
    const record = { awsRegion: "y" };
    Object.defineProperty(record, "body", {
      get: () => {
        throw new Error("read in vain");
      },
      enumerable: true,
    });
    expect(filter.matches(record)).toBe(false);
  });
});

describe("kinesis", () => {
  const record = {
    eventName: "aws:kinesis:record",
    kinesis: { partitionKey: "p", data: base64('{"a":1}') },
  };

  test.each([
    ['{"partitionKey":["p"],"eventName":[{"prefix":"aws:"}],"data":{"a":[1]}}', true],
    ['{"kinesis":{"partitionKey":["p"]}}', true],
    ['{"partitionKey":["q"],"data":{"a":[1]}}', false],
    ['{"data":{"b":[{"exists":false}]}}', true],
  ])("%s: %s", (pattern, expected) => {
    expect(compileFilter([pattern], sourceViews.kinesis).matches(record)).toBe(expected);
  });

  test("data that is not UTF-8 is dropped by a pattern that looks into it, and by no other", () => {
    const opaque = { kinesis: { partitionKey: "p", data: notUtf8 } };
    expect(
      compileFilter(['{"data":{"a":[{"exists":false}]}}'], sourceViews.kinesis).matches(opaque),
    ).toBe(false);
    expect(compileFilter(['{"partitionKey":["p"]}'], sourceViews.kinesis).matches(opaque)).toBe(
      true,
    );
  });
});

describe("kafka", () => {
  test.each([
    ['{"value":{"a":[1]}}', "plain", true],
    ['{"value":["x"]}', '{"a":1}', true],
    ['{"value":["x"]}', "y", false],
    ['{"value":{"a":[1]}}', '{"a":2}', false],
    ['{"topic":["u"],"value":{"a":[1]}}', "plain", false],
  ])("%s on %s: %s", (pattern, value, expected) => {
    const filter = compileFilter([pattern], sourceViews.kafka);
    expect(filter.matches({ topic: "t", value: base64(value) })).toBe(expected);
  });

  test("a mismatch of the key leaves the value to decide", () => {
    const filter = compileFilter(
      ['{"key":{"tenant":["t1"]},"value":{"a":[1]}}'],
      sourceViews.kafka,
    );
    const record = (value: string): object => ({ key: base64("plain"), value: base64(value) });
    expect(filter.matches(record('{"a":1}'))).toBe(true);
    expect(filter.matches(record('{"a":2}'))).toBe(false);
  });

  test("a record without a value is without the fields in it, not mismatched", () => {
    const matches = (list: string): boolean =>
      compileFilter([`{"value":{"a":${list}}}`], sourceViews.kafka).matches({ topic: "t" });
    expect(matches('[{"exists":false}]')).toBe(true);
    expect(matches("[1]")).toBe(false);
  });

  test("text that begins with a byte order mark is no JSON", () => {
    const filter = compileFilter(['{"value":[{"suffix":"1}"}]}'], sourceViews.kafka);
    expect(filter.matches({ value: base64('\uFEFF{"a":1}') })).toBe(true);
  });
});

test("a data field that is no string is taken as it is", () => {
  const view: FilterView = sourceViews.sqs;
  expect(compileFilter(['{"body":[null]}'], view).matches({ body: null })).toBe(true);
  expect(compileFilter(['{"body":{"a":[1]}}'], view).matches({ body: { a: 1 } })).toBe(true);
});

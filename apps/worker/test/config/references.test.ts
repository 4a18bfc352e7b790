import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { ConfigurationIssue } from "@millrace/core";
import { describe, expect, test } from "vitest";

import {
  checkDuplicate,
  checkFunctionExists,
  type MappingReference,
} from "../../src/config/check-references.ts";

interface AwsMapping {
  readonly UUID?: string;
  readonly FunctionName?: string;
  readonly EventSourceArn?: string;
}

interface Vector {
  readonly name: string;
  readonly op?: string;
  readonly input: AwsMapping;
  readonly given?: {
    readonly functions?: readonly string[];
    readonly existing?: readonly AwsMapping[];
  };
  readonly expected: {
    readonly ok: boolean;
    readonly code?: string;
    readonly message?: string;
    readonly option?: string;
  };
}

const file = join(import.meta.dirname, "..", "vectors", "config.json");
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { readonly cases: readonly Vector[] };
/** Those about what else there is, of sources with an ARN; updates have no file. */
const vectors = cases.filter(
  ({ op, given, input }) =>
    op === undefined &&
    (given?.functions !== undefined || given?.existing !== undefined) &&
    input.EventSourceArn !== undefined,
);
/** AWS's names for what has another one in the file. */
const optionNames: Readonly<Record<string, string>> = {
  functionName: "handler",
  eventSourceArn: "source",
};

function toReference(mapping: AwsMapping): MappingReference {
  const source = mapping.EventSourceArn ?? "";
  return {
    id: mapping.UUID ?? "",
    kind: source.includes(":sqs:") ? "queue" : "stream",
    source,
    functionName: mapping.FunctionName ?? "",
  };
}

function check({ input, given }: Vector): readonly ConfigurationIssue[] {
  const { functions, existing = [] } = given ?? {};
  const reference = toReference(input);
  return [
    ...checkFunctionExists(reference.functionName, (name) => functions?.includes(name) ?? true),
    ...checkDuplicate(reference, existing.map(toReference)),
  ];
}

describe("AWS's words for what mappings refer to", () => {
  test("there are cases", () => {
    expect(vectors.map(({ name }) => name)).toEqual([
      "unknown function",
      "duplicate sqs mapping",
      "duplicate dynamodb mapping",
    ]);
  });

  test.each(vectors)("$name", (vector) => {
    const [issue] = check(vector);
    const { code, message, option = "" } = vector.expected;
    expect(issue?.aws).toEqual({ code, message });
    expect(issue?.option).toBe(optionNames[option]);
  });
});

test("the same source with another function is no duplicate", () => {
  const one = toReference({ FunctionName: "a", EventSourceArn: "arn:aws:sqs:r:1:q" });
  expect(checkDuplicate({ ...one, functionName: "b" }, [one])).toEqual([]);
});

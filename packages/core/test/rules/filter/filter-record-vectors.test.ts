import { describe, expect, test } from "vitest";

import { compileFilter } from "../../../src/rules/filter/index.ts";
import { readVectors } from "./read-vectors.ts";
import { sourceViews } from "./source-views.ts";

interface RecordCase {
  readonly name: string;
  readonly source: keyof typeof sourceViews;
  readonly patterns: readonly string[];
  readonly record: object;
  readonly expected: { readonly deliver: boolean; readonly disposition: string };
}

/** What becomes of a record that no pattern takes; the connectors' matter, given here to read the cases. */
const whenFiltered = {
  sqs: "delete",
  dynamodb: "advance",
  kinesis: "advance",
  kafka: "commit-with-batch",
} as const;

const cases = readVectors<RecordCase>("filter-records.json");

describe("records as they are delivered", () => {
  test.each(cases)("$name", ({ source, patterns, record, expected }) => {
    const filter = compileFilter(patterns, sourceViews[source]);
    const before = structuredClone(record);

    const deliver = filter.matches(record);

    expect({ deliver, disposition: deliver ? "invoke" : whenFiltered[source] }).toEqual(expected);
    expect(record).toStrictEqual(before);
  });
});

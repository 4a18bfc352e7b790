import { describe, expect, test } from "vitest";

import { readEventText } from "../../../src/rules/filter/event-text.ts";
import { compileFilter, FilterPatternError } from "../../../src/rules/filter/index.ts";
import { readVectors } from "./read-vectors.ts";
import { sourceViews } from "./source-views.ts";

interface FilterCase {
  readonly name: string;
  readonly pattern: string;
  readonly event: string;
  readonly expected: "match" | "nomatch" | "invalid";
}

const cases = readVectors<FilterCase>("filter.json");
const judged = cases.filter((each) => each.expected !== "invalid");
const refused = cases.filter((each) => each.expected === "invalid");

describe("patterns on an event", () => {
  test.each(judged)("$name", ({ pattern, event, expected }) => {
    const filter = compileFilter([pattern]);

    const matches = filter.matches(readEventText(event, true));

    expect(matches).toBe(expected === "match");
  });
});

describe("the same patterns on the body of a message", () => {
  test.each(judged)("$name", ({ pattern, event, expected }) => {
    const filter = compileFilter([`{"body": ${pattern}}`], sourceViews.sqs);

    const matches = filter.matches({ messageId: "m-1", body: event });

    expect(matches).toBe(expected === "match");
  });
});

describe("refused patterns", () => {
  test.each(refused)("$name", ({ pattern }) => {
    expect(() => compileFilter([pattern])).toThrow(FilterPatternError);
  });
});

import { describe, expect, test } from "vitest";

import { parseTraceHeader } from "../../src/rules/trace-header.ts";

const traceId = "67891233abcdef012345678912345678";
const spanId = "53995c3f42cd8ad8";

describe("parseTraceHeader", () => {
  test.each<[string, boolean]>([
    ["Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1", true],
    ["Sampled=0;Parent=53995C3F42CD8AD8;Root=1-67891233-ABCDEF012345678912345678", false],
    [
      "Self=1-1-1; Root=1-67891233-abcdef012345678912345678; Parent=53995c3f42cd8ad8; Lineage=a:0",
      false,
    ],
  ])("reads %s", (header, sampled) => {
    expect(parseTraceHeader(header)).toEqual({ traceId, spanId, sampled });
  });

  test.each([
    "",
    "Root=1-67891233-abcdef012345678912345678",
    "Root=1-67891233-abcdef012345678912345678;Parent=short",
    "Root=67891233abcdef012345678912345678;Parent=53995c3f42cd8ad8",
    "Parent=53995c3f42cd8ad8;Sampled=1",
    ";;;===",
  ])("finds no context in %j", (header) => {
    expect(parseTraceHeader(header)).toBeUndefined();
  });
});

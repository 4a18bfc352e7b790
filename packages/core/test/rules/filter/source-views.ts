import type { FilterView } from "../../../src/rules/filter/index.ts";

/** How the sources of filter-records.json show their records; each connector declares its own. */
export const sourceViews = {
  sqs: { data: [{ name: "body", encoding: "text", plainPatterns: "allowed", mismatch: "drop" }] },
  dynamodb: { data: [{ name: "dynamodb", encoding: "none" }] },
  kinesis: {
    root: "kinesis",
    data: [{ name: "data", encoding: "base64", plainPatterns: "refused", mismatch: "drop" }],
  },
  kafka: {
    data: [
      { name: "key", encoding: "base64", plainPatterns: "allowed", mismatch: "ignore" },
      { name: "value", encoding: "base64", plainPatterns: "allowed", mismatch: "ignore" },
    ],
  },
} as const satisfies Record<string, FilterView>;

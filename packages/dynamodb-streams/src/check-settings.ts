import type { ConfigurationIssue } from "@millrace/core/connector";

import type { CheckedOptions } from "./schema.ts";

/** The rules between a source's own options, which a schema cannot say. */
export function checkSettings({ table, streamArn }: CheckedOptions): readonly ConfigurationIssue[] {
  if (table === undefined && streamArn === undefined) {
    return [
      {
        option: "table",
        problem: "is required, or streamArn",
        hint: "Is the variable set that it comes from?",
      },
    ];
  }
  if (table !== undefined && streamArn !== undefined) {
    return [
      {
        option: "streamArn",
        value: streamArn,
        problem: "cannot be set together with table",
        hint: "Leave one of them out: a table's newest stream is found by its name",
      },
    ];
  }
  return [];
}

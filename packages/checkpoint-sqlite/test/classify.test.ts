import { MillraceError, SourceError } from "@millrace/core/connector";
import { expect, test } from "vitest";

import { classify, sqliteCodeOf } from "../src/classify.ts";

function sqliteError(errcode: number): Error {
  return Object.assign(new Error("planted"), { code: "ERR_SQLITE_ERROR", errcode });
}

test.each([
  { errcode: 5, decision: "throttled" },
  { errcode: 5 | (2 << 8), decision: "throttled" },
  { errcode: 6, decision: "throttled" },
  { errcode: 8, decision: "denied" },
  { errcode: 3, decision: "denied" },
  { errcode: 11, decision: "refused" },
  { errcode: 26, decision: "refused" },
  { errcode: 13, decision: "not-connected" },
  { errcode: 10, decision: "not-connected" },
])("result code $errcode means $decision", ({ errcode, decision }) => {
  const cause = sqliteError(errcode);
  const error = classify(cause, "saving in state.db");
  expect(error).toBeInstanceOf(SourceError);
  expect(error).toMatchObject({ decision, cause, message: "saving in state.db: planted" });
});

test("what is ours already stays", () => {
  const error = new MillraceError("MILLRACE_INVALID_STATE", "closed");
  expect(classify(error, "saving")).toBe(error);
});

test("an error without a result code has none", () => {
  expect(sqliteCodeOf(new Error("plain"))).toBeUndefined();
  expect(sqliteCodeOf("text")).toBeUndefined();
});

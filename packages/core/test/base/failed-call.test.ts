import { expect, test } from "vitest";

import { decisionOfStatus, firstLine, shownCause } from "../../src/base/failed-call.ts";

test.each([
  [429, "throttled"],
  [401, "denied"],
  [403, "denied"],
  [400, "refused"],
  [404, "refused"],
  [499, "refused"],
  [408, "not-connected"],
  [200, "not-connected"],
  [500, "not-connected"],
  [undefined, "not-connected"],
] as const)("status %s is %s", (status, decision) => {
  expect(decisionOfStatus(status)).toBe(decision);
});

test("of a message its first line is shown, up to 300 characters", () => {
  expect(firstLine("bad signature\nx-amz-security-token: secret")).toBe("bad signature");
  expect(firstLine("x".repeat(300))).toBe("x".repeat(300));
  expect(firstLine("x".repeat(301))).toBe(`${"x".repeat(300)}…`);
});

test("a cause that says more than a line is replaced by its name and first line", () => {
  const shown = { name: "SignatureDoesNotMatch", message: "bad signature" };
  const plain = new Error("bad signature");
  expect(shownCause(plain, shown)).toBe(plain);
  expect(shownCause("text", shown)).toBe("text");
  const kept = shownCause(new Error("bad signature\nsecret"), shown);
  expect(kept).toMatchObject(shown);
  expect(kept).toBeInstanceOf(Error);
});

import { expect, test } from "vitest";

import { hasUserInfo } from "../../src/base/user-info.ts";

test.each([
  ["https://user@example.com", true],
  ["https://:word@example.com/x", true],
  ["https://example.com/user@x", false],
  ["not a URL, user:word@x", false],
])("%s: %s", (text, has) => {
  expect(hasUserInfo(text)).toBe(has);
});

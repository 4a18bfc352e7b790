import { expect, test } from "vitest";

import { hasIntactBody } from "../src/body-digest.ts";

test("compares the body's UTF-8 bytes with the digest", () => {
  const Body = 'naïve 東京 🚀 é   "quoted" \\ \t';
  expect(hasIntactBody({ Body: '{"id":1}', MD5OfBody: "d2ce28b9a7fd7e4407e2b0fd499b7fe4" })).toBe(
    true,
  );
  expect(hasIntactBody({ Body, MD5OfBody: "d2ce28b9a7fd7e4407e2b0fd499b7fe4" })).toBe(false);
});

test("an empty or absent body has the digest of nothing", () => {
  const MD5OfBody = "d41d8cd98f00b204e9800998ecf8427e";
  expect(hasIntactBody({ Body: "", MD5OfBody })).toBe(true);
  expect(hasIntactBody({ MD5OfBody })).toBe(true);
});

test("without a digest there is nothing to compare", () => {
  expect(hasIntactBody({ Body: "x" })).toBe(true);
});

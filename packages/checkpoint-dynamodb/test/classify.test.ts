import { MillraceError, SourceError } from "@millrace/core/connector";
import { expect, test } from "vitest";

import { classify } from "../src/classify.ts";

function awsError(name: string, httpStatusCode?: number, message = "planted"): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

test.each([
  ["ProvisionedThroughputExceededException", 400, "throttled"],
  ["ThrottlingException", 400, "throttled"],
  ["RequestLimitExceeded", 400, "throttled"],
  ["AccessDeniedException", 400, "denied"],
  ["UnrecognizedClientException", 400, "denied"],
  ["CredentialsProviderError", undefined, "denied"],
  ["ResourceNotFoundException", 400, "missing"],
  ["ValidationException", 400, "refused"],
  ["ExpiredTokenException", 400, "not-connected"],
  ["InternalServerError", 500, "not-connected"],
  ["TimeoutError", undefined, "not-connected"],
  ["SomethingNew", 429, "throttled"],
  ["SomethingNew", 403, "denied"],
  ["SomethingNew", 400, "refused"],
  ["SomethingNew", 408, "not-connected"],
  ["SomethingNew", 503, "not-connected"],
  ["Error", undefined, "not-connected"],
] as const)("%s with status %s means %s", (name, status, decision) => {
  const cause = awsError(name, status);
  const error = classify(cause, "saving", "orders");
  expect(error).toBeInstanceOf(SourceError);
  expect(error).toMatchObject({ decision, cause });
  expect(error.message).toContain("orders");
});

test("a signature that is refused for its time is no lack of rights", () => {
  const cause = awsError(
    "InvalidSignatureException",
    403,
    "Signature expired: 2026 is now earlier",
  );
  expect(classify(cause, "saving", "orders")).toMatchObject({ decision: "not-connected" });
});

test("a region that is missing is named as an option", () => {
  const error = classify(new Error("Region is missing"), "saving", "orders");
  expect(error).toMatchObject({ decision: "refused" });
  expect(error.message).toContain("Set the option region, or the variable AWS_REGION");
});

test("the request that a rejected signature is explained with stays out", () => {
  const cause = awsError(
    "InvalidSignatureException",
    403,
    "does not match\nx-amz-security-token:word",
  );
  const error = classify(cause, "saving", "orders");
  expect(JSON.stringify([error.message, String(error.cause)])).not.toContain("word");
});

test("what is ours already stays", () => {
  const error = new MillraceError("MILLRACE_INVALID_STATE", "closed");
  expect(classify(error, "saving", "orders")).toBe(error);
});

test("an error that is none is still told", () => {
  expect(classify("text", "saving", "orders").message).toContain("Error: text");
});

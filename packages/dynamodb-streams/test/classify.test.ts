import { describe, expect, test } from "vitest";

import { classify, type ReadFailure } from "../src/classify.ts";

const named = (name: string, message = "no", httpStatusCode?: number): Error =>
  Object.assign(new Error(message), {
    name,
    ...(httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } }),
  });

describe("classify", () => {
  test.each<[Error, ReadFailure]>([
    [named("ExpiredIteratorException"), "expired"],
    [named("TrimmedDataAccessException"), "trimmed"],
    [named("ResourceNotFoundException"), "missing"],
    [named("LimitExceededException"), "throttled"],
    [named("ThrottlingException"), "throttled"],
    [named("ProvisionedThroughputExceededException"), "throttled"],
    [named("AccessDeniedException"), "denied"],
    [named("CredentialsProviderError"), "denied"],
    [named("ExpiredTokenException"), "not-connected"],
    [named("InternalServerError"), "not-connected"],
    [named("TimeoutError"), "not-connected"],
    [named("ValidationException"), "refused"],
    // How emulators refuse an iterator that they no longer know.
    [named("ValidationException", "Invalid ShardId in ShardIterator"), "expired"],
    [named("InvalidSignatureException", "Signature expired: 20260105T…"), "not-connected"],
    [named("InvalidSignatureException", "does not match"), "denied"],
    [named("HTTP429", "slow", 429), "throttled"],
    [named("HTTP403", "no", 403), "denied"],
    [named("HTTP400", "what", 400), "refused"],
    [named("HTTP502", "bad gateway", 502), "not-connected"],
    [named("Error", "socket hang up"), "not-connected"],
  ])("%s is %s", (error, failure) => {
    expect(classify(error, "GetRecords on s").failure).toBe(failure);
  });

  test("says what was tried, and keeps the cause", () => {
    const cause = named("AccessDeniedException", "not authorized");
    const { error } = classify(cause, "GetRecords on s");
    expect(error.message).toBe("GetRecords on s: AccessDeniedException: not authorized");
    expect(error.cause).toBe(cause);
  });

  test("keeps the signed request of a rejected signature to itself", () => {
    const secret = "x-amz-security-token:IQoJb3JpZ2luX2Vj";
    const { error } = classify(
      named("InvalidSignatureException", `does not match\n${secret}`),
      "GetRecords on s",
    );
    expect(error.message).not.toContain(secret);
    expect(String((error.cause as Error).message)).not.toContain(secret);
    expect((error.cause as Error).stack).not.toContain(secret);
  });
});

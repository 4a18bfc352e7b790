import { describe, expect, test } from "vitest";

import { classify, classifyEntry } from "../src/classify.ts";

function thrown(fields: object, message = "why"): Error {
  return Object.assign(new Error(message), fields);
}

describe("a failed call", () => {
  test.each([
    ["throttled", { name: "ThrottlingException" }],
    ["throttled", { name: "RequestThrottled", Code: "AWS.SimpleQueueService.RequestThrottled" }],
    ["throttled", { name: "OverLimit" }],
    ["throttled", { name: "Unknown", $metadata: { httpStatusCode: 429 } }],
    ["denied", { name: "AccessDenied", $metadata: { httpStatusCode: 403 } }],
    ["denied", { name: "AccessDeniedException" }],
    ["denied", { name: "CredentialsProviderError" }],
    ["denied", { name: "KmsAccessDenied" }],
    ["denied", { name: "Unknown", $metadata: { httpStatusCode: 401 } }],
    ["missing", { name: "QueueDoesNotExist" }],
    ["missing", { name: "AWS.SimpleQueueService.NonExistentQueue" }],
    ["missing", { name: "Unknown", Code: "AWS.SimpleQueueService.NonExistentQueue" }],
    ["not-connected", { name: "InternalError", $metadata: { httpStatusCode: 500 } }],
    ["not-connected", { name: "Unknown", $metadata: { httpStatusCode: 503 } }],
    ["not-connected", { name: "TimeoutError" }],
    ["not-connected", { name: "Error", code: "ECONNREFUSED" }],
    ["not-connected", { name: "SyntaxError" }],
    // The provider has newer ones by the next call.
    ["not-connected", { name: "ExpiredToken", $metadata: { httpStatusCode: 403 } }],
    ["not-connected", { name: "RequestTimeTooSkewed", $metadata: { httpStatusCode: 403 } }],
    ["refused", { name: "InvalidParameterValue", $metadata: { httpStatusCode: 400 } }],
    ["refused", { name: "AWS.SimpleQueueService.InvalidParameterValue" }],
    ["refused", { name: "UnsupportedOperation" }],
    ["refused", { name: "Unknown", $metadata: { httpStatusCode: 400 } }],
  ] as const)("is %s: %j", (decision, fields) => {
    const error = thrown(fields);
    const classified = classify(error, "ReceiveMessage on orders");
    expect(classified).toMatchObject({ decision, cause: error });
    expect(classified.message).toMatch(/^ReceiveMessage on orders: \w+: why$/);
  });

  test("with a signature that is too old is tried again soon: the SDK has corrected its clock", () => {
    const error = thrown(
      { name: "InvalidSignatureException", $metadata: { httpStatusCode: 403 } },
      "Signature expired: 20261124T000000Z is now earlier than 20261124T001000Z",
    );
    expect(classify(error, "ReceiveMessage").decision).toBe("not-connected");
  });

  test("keeps what a rejected signature is explained with to itself", () => {
    const error = thrown(
      { name: "SignatureDoesNotMatch", $metadata: { httpStatusCode: 403 } },
      "The signature does not match.\n\nThe Canonical String was\nx-amz-security-token:SECRET",
    );
    const classified = classify(error, "ReceiveMessage on orders");
    expect(classified.decision).toBe("denied");
    const { cause } = classified;
    expect(
      `${classified.message} ${(cause as Error).message} ${(cause as Error).stack}`,
    ).not.toContain("SECRET");
  });

  test.each([[undefined], ["text"], [null], [42]])("can be anything: %j", (error) => {
    expect(classify(error, "ReceiveMessage").decision).toBe("not-connected");
  });
});

describe("a failed entry", () => {
  test.each([
    ["retry", "InternalError", false],
    ["retry", "AnythingElse", false],
    ["retry", "RequestThrottled", true],
    ["retry", "AWS.SimpleQueueService.RequestThrottled", true],
    ["lost", "ReceiptHandleIsInvalid", true],
    ["lost", "MessageNotInflight", true],
    ["lost", "AWS.SimpleQueueService.MessageNotInflight", true],
    ["lost", "InvalidParameterValue", true],
    ["refused", "AccessDenied", true],
  ] as const)("is %s: %s, sender's fault %s", (decision, code, senderFault) => {
    expect(classifyEntry(code, senderFault)).toBe(decision);
  });
});

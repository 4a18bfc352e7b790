import { expect, test } from "vitest";
import { externalSqs } from "../src/vitest/external-sqs.ts";

test("without the variable the tests start their own server", () => {
  expect(externalSqs({})).toBeUndefined();
});

test("the variable names a running server", () => {
  const server = externalSqs({ MILLRACE_TEST_SQS_ENDPOINT: "http://127.0.0.1:9324/" });
  expect(server?.endpoint).toBe("http://127.0.0.1:9324");
});

test.each(["127.0.0.1:9324", "9324", "ftp://127.0.0.1"])(
  "%s is refused with an example",
  (value) => {
    expect(() => externalSqs({ MILLRACE_TEST_SQS_ENDPOINT: value })).toThrow(
      `MILLRACE_TEST_SQS_ENDPOINT is "${value}"; it must be the URL of an SQS server`,
    );
  },
);

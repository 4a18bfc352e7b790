import { describe, expect, test } from "vitest";
import { externalDynamoDb } from "../src/vitest/external-dynamodb.ts";
import { externalSqs } from "../src/vitest/external-sqs.ts";

describe.each([
  { variable: "MILLRACE_TEST_SQS_ENDPOINT", read: externalSqs, what: "an SQS server" },
  {
    variable: "MILLRACE_TEST_DYNAMODB_ENDPOINT",
    read: externalDynamoDb,
    what: "a DynamoDB server",
  },
])("$variable", ({ variable, read, what }) => {
  test("without it the tests start their own server", () => {
    expect(read({})).toBeUndefined();
  });

  test("names a running server", () => {
    expect(read({ [variable]: "http://127.0.0.1:9324/" })?.endpoint).toBe("http://127.0.0.1:9324");
  });

  test.each(["127.0.0.1:9324", "9324", "ftp://127.0.0.1"])(
    "%s is refused with an example",
    (value) => {
      expect(() => read({ [variable]: value })).toThrow(
        `${variable} is "${value}"; it must be the URL of ${what}, for example http://127.0.0.1:`,
      );
    },
  );
});

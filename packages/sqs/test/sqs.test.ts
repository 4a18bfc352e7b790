import { ConfigurationError, createMapping } from "@millrace/core";
import type { SQSEvent } from "aws-lambda";
import { describe, expect, expectTypeOf, test } from "vitest";

import { sqs, type SqsOptions } from "../src/index.ts";

const queueUrl = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders";
const fifoUrl = `${queueUrl}.fifo`;

function refusal(options: object): ConfigurationError {
  try {
    sqs(options as SqsOptions);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("sqs()", () => {
  test("names the mapping after its queue", () => {
    expect(sqs({ queueUrl })).toMatchObject({ connector: "sqs", defaultName: "orders" });
    const eventSourceArn = "arn:aws:sqs:eu-central-1:123456789012:orders.fifo";
    expect(sqs({ eventSourceArn }).defaultName).toBe("orders.fifo");
  });

  test.each([
    ["group", "lane"],
    ["lambda", "record"],
  ] as const)("fifoOnFailure %s is %s to the engine", (fifoOnFailure, laneFailure) => {
    expect(sqs({ queueUrl: fifoUrl, fifoOnFailure, fifoLocalRetries: 3 })).toMatchObject({
      laneFailure,
      laneRetries: 3,
    });
  });

  test("gives the handler SQS's event, and refuses options of streams when it is compiled", () => {
    createMapping({
      source: sqs({ queueUrl }),
      handler: (event) => {
        expectTypeOf(event).toEqualTypeOf<SQSEvent>();
      },
    });
    const options = { source: sqs({ queueUrl }), handler: () => {} };
    expect(() =>
      // @ts-expect-error -- an option of streams
      createMapping({ ...options, startingPosition: "LATEST" }),
    ).toThrow(ConfigurationError);
  });

  test.each([
    { options: {}, option: "queueUrl", says: "is required" },
    { options: { queueUrl: undefined }, option: "queueUrl", says: "Is the variable set" },
    { options: { queueUrl: "orders" }, option: "queueUrl", says: "URL of a queue" },
    { options: { eventSourceArn: "arn:aws:s3:::b" }, option: "eventSourceArn", says: "ARN" },
    {
      options: { queueUrl, eventSourceArn: "arn:aws:sqs:eu-central-1:123456789012:orders" },
      option: "eventSourceArn",
      says: "together",
    },
    { options: { queueUrl, waitTimeSecond: 5 }, option: "waitTimeSecond", says: "waitTimeSeconds" },
    { options: { queueUrl, waitTimeSeconds: 0 }, option: "waitTimeSeconds", says: "1 or more" },
    { options: { queueUrl, waitTimeSeconds: 21 }, option: "waitTimeSeconds", says: "20 or less" },
    { options: { queueUrl, region: "Frankfurt am Main" }, option: "region", says: "eu-central-1" },
    { options: { queueUrl, endpoint: "localhost" }, option: "endpoint", says: "http" },
    {
      options: { queueUrl, visibilityTimeoutSeconds: 4 },
      option: "visibilityTimeoutSeconds",
      says: "5 or more",
    },
    {
      options: { queueUrl, visibilityTimeoutSeconds: 30, extendVisibility: false },
      option: "visibilityTimeoutSeconds",
      says: "extendVisibility",
    },
    { options: { queueUrl, retryDelay: 30 }, option: "retryDelay", says: "seconds" },
    {
      options: { queueUrl, retryDelay: { seconds: 43_201 } },
      option: "retryDelay.seconds",
      says: "43200",
    },
    {
      options: { queueUrl, retryDelay: { baseSeconds: 60, ceilingSeconds: 5 } },
      option: "retryDelay.ceilingSeconds",
      says: "at least baseSeconds, 60",
    },
    { options: { queueUrl, fifoOnFailure: "group" }, option: "fifoOnFailure", says: "FIFO" },
    { options: { queueUrl, fifoLocalRetries: 1 }, option: "fifoLocalRetries", says: "FIFO" },
    {
      options: { queueUrl: fifoUrl, fifoLocalRetries: 11 },
      option: "fifoLocalRetries",
      says: "10 or less",
    },
    { options: { queueUrl: fifoUrl, deleteLingerMs: 5 }, option: "deleteLingerMs", says: "FIFO" },
    {
      options: { queueUrl, deleteLingerMs: 600, visibilityTimeoutSeconds: 5 },
      option: "deleteLingerMs",
      says: "tenth of the lease, 500",
    },
    { options: { queueUrl, credentials: "key" }, option: "credentials", says: "accessKeyId" },
  ])("refuses $option: $says", ({ options, option, says }) => {
    const error = refusal(options);
    expect(error.issues.map((issue) => issue.option)).toContain(option);
    expect(error.message).toContain(says);
  });

  test("never shows a secret that it refuses", () => {
    for (const options of [
      { queueUrl: "https://user:hunter2@sqs.eu-central-1.amazonaws.com/123456789012/orders" },
      { queueUrl, endpoint: "http://user:hunter2@localhost:9324" },
      { queueUrl, credentials: { accessKey: "hunter2" } },
    ]) {
      const error = refusal(options);
      expect(`${error.message} ${JSON.stringify(error.issues)}`).not.toContain("hunter2");
    }
  });
});

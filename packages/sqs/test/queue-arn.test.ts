import { expect, test } from "vitest";

import { formatQueueArn, isFifoName, parseQueueArn, partitionOf } from "../src/queue-arn.ts";

test.each([
  "arn:aws:sqs:eu-central-1:123456789012:orders",
  "arn:aws-cn:sqs:cn-north-1:123456789012:orders.fifo",
  "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:a_b-c",
])("%s is read and written alike", (arn) => {
  const parsed = parseQueueArn(arn);
  expect(parsed).toBeDefined();
  if (parsed !== undefined) expect(formatQueueArn(parsed)).toBe(arn);
});

test.each([
  "arn:aws:sns:eu-central-1:123456789012:orders",
  "arn:aws:sqs:eu-central-1:12:orders",
  "arn:aws:sqs:eu-central-1:123456789012:",
  "https://sqs.eu-central-1.amazonaws.com/123456789012/orders",
])("%s is no queue's ARN", (arn) => {
  expect(parseQueueArn(arn)).toBeUndefined();
});

test.each([
  ["eu-central-1", "aws"],
  ["cn-north-1", "aws-cn"],
  ["us-gov-east-1", "aws-us-gov"],
  ["us-iso-east-1", "aws-iso"],
  ["us-isob-east-1", "aws-iso-b"],
  ["eusc-de-east-1", "aws-eusc"],
])("%s is in partition %s", (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});

test("FIFO is said by the name alone", () => {
  expect(isFifoName("orders.fifo")).toBe(true);
  expect(isFifoName("fifo")).toBe(false);
});

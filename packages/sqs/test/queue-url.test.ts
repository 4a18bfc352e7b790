import { expect, test } from "vitest";

import { parseQueueUrl } from "../src/queue-url.ts";

test.each([
  ["https://sqs.eu-central-1.amazonaws.com/123456789012/orders", "eu-central-1"],
  ["https://sqs-fips.us-east-1.amazonaws.com/123456789012/orders", "us-east-1"],
  ["https://sqs.cn-north-1.amazonaws.com.cn/123456789012/orders", "cn-north-1"],
  ["https://sqs.eu-west-1.api.aws/123456789012/orders", "eu-west-1"],
  ["https://eu-west-1.queue.amazonaws.com/123456789012/orders", "eu-west-1"],
  ["https://queue.amazonaws.com/123456789012/orders", "us-east-1"],
  [
    "https://vpce-0123456789abcdef0-abcdefgh.sqs.eu-west-1.vpce.amazonaws.com/123456789012/orders",
    "eu-west-1",
  ],
])("%s is in %s", (url, region) => {
  expect(parseQueueUrl(url)).toEqual({
    origin: new URL(url).origin,
    queueName: "orders",
    accountId: "123456789012",
    region,
  });
});

test.each([
  "http://127.0.0.1:9324/000000000000/orders.fifo",
  "http://sqs.us-east-1.localhost:4566/000000000000/orders.fifo",
])("%s names no region of AWS", (url) => {
  expect(parseQueueUrl(url)).toEqual({
    origin: new URL(url).origin,
    queueName: "orders.fifo",
    accountId: "000000000000",
  });
});

test("a path without an account is enough", () => {
  expect(parseQueueUrl("http://localhost:9324/queue/orders")).toEqual({
    origin: "http://localhost:9324",
    queueName: "orders",
  });
});

test.each([
  "",
  "orders",
  "arn:aws:sqs:eu-central-1:123456789012:orders",
  "ftp://sqs.eu-central-1.amazonaws.com/123456789012/orders",
  "https://sqs.eu-central-1.amazonaws.com/",
  "https://sqs.eu-central-1.amazonaws.com/123456789012/or%20ders",
  "https://user:secret@sqs.eu-central-1.amazonaws.com/123456789012/orders",
  `https://sqs.eu-central-1.amazonaws.com/123456789012/${"x".repeat(81)}`,
])("%j is no queue's URL", (url) => {
  expect(parseQueueUrl(url)).toBeUndefined();
});

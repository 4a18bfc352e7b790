import { expect, test } from "vitest";

import { readQueueFacts } from "../src/queue-facts.ts";

test("reads what a queue says of itself", () => {
  expect(
    readQueueFacts({
      QueueArn: "arn:aws:sqs:eu-central-1:123456789012:orders",
      VisibilityTimeout: "60",
      MaximumMessageSize: "262144",
      MessageRetentionPeriod: "1209600",
      RedrivePolicy:
        '{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:123456789012:dead","maxReceiveCount":"5"}',
    }),
  ).toEqual({
    arn: "arn:aws:sqs:eu-central-1:123456789012:orders",
    visibilityTimeoutSeconds: 60,
    maximumMessageBytes: 262_144,
    retentionSeconds: 1_209_600,
    redrive: {
      deadLetterArn: "arn:aws:sqs:eu-central-1:123456789012:dead",
      maxReceiveCount: 5,
    },
  });
});

test.each([{}, { VisibilityTimeout: "soon", RedrivePolicy: "none" }, { RedrivePolicy: "{}" }])(
  "takes AWS's defaults for what is missing or strange: %j",
  (attributes: Record<string, string>) => {
    expect(readQueueFacts(attributes)).toEqual({
      arn: undefined,
      visibilityTimeoutSeconds: 30,
      maximumMessageBytes: 1_048_576,
      retentionSeconds: 345_600,
      redrive: undefined,
    });
  },
);

test("a visibility timeout of 0 is one", () => {
  expect(readQueueFacts({ VisibilityTimeout: "0" }).visibilityTimeoutSeconds).toBe(0);
});

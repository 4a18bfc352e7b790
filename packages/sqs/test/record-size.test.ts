import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { toRecord } from "../src/event.ts";
import type { Message } from "../src/queue-client.ts";
import { envelopeBytes, estimateRecord, measureRecord } from "../src/record-size.ts";

const origin = {
  eventSourceArn:
    "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:a-queue-with-a-name-of-eighty-characters",
  awsRegion: "us-gov-west-1",
  nulls: true,
};

/** The characters that SQS lets through. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', "\\", "\n", "\t", "\r", "\u2028", "é", "東", "🚀", "\u007f", "\u0080"),
    fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 300,
});

describe("the size of a record", () => {
  test("is never estimated too small", () => {
    fc.assert(
      fc.property(
        text,
        text,
        fc.dictionary(fc.string({ unit: "grapheme-ascii", maxLength: 30 }), text),
        (body, handle, attributes) => {
          const message: Message = {
            MessageId: "00000001-1111-4222-8333-444444444441",
            ReceiptHandle: handle,
            Body: body,
            MD5OfBody: "d2ce28b9a7fd7e4407e2b0fd499b7fe4",
            Attributes: attributes,
          };
          expect(estimateRecord(message)).toBeGreaterThanOrEqual(
            measureRecord(toRecord(message, origin)),
          );
        },
      ),
    );
  });

  test("is measured where message attributes make it vary", () => {
    expect(estimateRecord({ MessageAttributes: {} })).toBeUndefined();
  });

  test("measured, adds up to the event's", () => {
    const records = ["a", "é", '"'].map((Body) =>
      toRecord({ MessageId: "1", ReceiptHandle: "h", Body }, origin),
    );
    const sum = records.reduce((bytes, record) => bytes + measureRecord(record), envelopeBytes);
    expect(sum).toBe(Buffer.byteLength(JSON.stringify({ Records: records })));
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { toRecord } from "../../src/event.ts";
import { parseQueueArn } from "../../src/queue-arn.ts";
import type { Message } from "../../src/queue-client.ts";

interface WireMessage extends Omit<Message, "MessageAttributes"> {
  readonly MessageAttributes?: Readonly<
    Record<string, { StringValue?: string; BinaryValue?: string; DataType: string }>
  >;
}

interface Case {
  readonly name: string;
  readonly source: string;
  readonly input: {
    readonly eventSourceArn: string;
    readonly maximumBatchingWindowInSeconds: number;
    readonly messages: readonly WireMessage[];
  };
  readonly expected: unknown;
}

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, "events.json"), "utf8")) as {
  readonly cases: readonly Case[];
};
const ours = cases.filter(({ source }) => source === "sqs" || source === "sqs-fifo");

/** As the SDK hands it over: binary values are bytes. */
function parse({ MessageAttributes, ...message }: WireMessage): Message {
  if (MessageAttributes === undefined) return message;
  const parsed = Object.entries(MessageAttributes).map(([name, { BinaryValue, ...attribute }]) => [
    name,
    BinaryValue === undefined
      ? attribute
      : { ...attribute, BinaryValue: new Uint8Array(Buffer.from(BinaryValue, "base64")) },
  ]);
  return { ...message, MessageAttributes: Object.fromEntries(parsed) as NonNullable<Message["MessageAttributes"]> };
}

test("the file holds the cases of SQS", () => {
  expect(ours.length).toBe(19);
});

test.each(ours)("$name", ({ input, expected }) => {
  const { eventSourceArn, maximumBatchingWindowInSeconds, messages } = input;
  const origin = {
    eventSourceArn,
    awsRegion: parseQueueArn(eventSourceArn)?.region ?? "",
    nulls: maximumBatchingWindowInSeconds > 0,
  };
  const event = { Records: messages.map((message) => toRecord(parse(message), origin)) };
  expect(JSON.parse(JSON.stringify(event))).toStrictEqual(expected);
});

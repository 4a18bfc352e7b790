import type { SQSRecord } from "aws-lambda";

import type { Message } from "./queue-client.ts";

/** `{"Records":[]}`, less the separator that one record need not have. */
export const envelopeBytes: number = '{"Records":[]}'.length - 1;

/** What a record adds to the serialised event: its JSON in UTF-8 and one separator. */
export function measureRecord(record: SQSRecord): number {
  return Buffer.byteLength(JSON.stringify(record)) + 1;
}

/** More than the names of a record's fields, its constants, and ARN and region make up. */
const frameBytes = 1_024;

/**
 * At least what a message's record adds to the event, for a fraction of the price of measuring it. SQS
 * lets through only the characters of XML 1.0, which JSON at most doubles.
 * Source: Amazon SQS API Reference, SendMessage, MessageBody.
 *
 * @returns undefined for a message with message attributes: their number and names vary, measure it.
 */
export function estimateRecord(message: Message): number | undefined {
  if (message.MessageAttributes !== undefined) return undefined;
  let characters = textBytes(message.Body) + textBytes(message.ReceiptHandle);
  const { Attributes } = message;
  for (const name in Attributes) characters += name.length + textBytes(Attributes[name]) + 4;
  return frameBytes + 2 * characters;
}

function textBytes(text: string | undefined): number {
  return text === undefined ? 0 : Buffer.byteLength(text);
}

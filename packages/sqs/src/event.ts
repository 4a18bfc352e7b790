import type {
  SQSMessageAttribute,
  SQSMessageAttributes,
  SQSRecord,
  SQSRecordAttributes,
} from "aws-lambda";

import type { Message, MessageAttributeValue } from "./queue-client.ts";

/** What every record of a queue has in common. */
export interface RecordOrigin {
  readonly eventSourceArn: string;
  readonly awsRegion: string;
  /**
   * AWS has two serialisers. With a batching window the fields without a value are there and null;
   * without one they are absent. Source: events recorded from both.
   */
  readonly nulls: boolean;
}

const noAttributes: Readonly<Record<string, string>> = {};

/**
 * The record that a Lambda function gets for a message, built anew with each call: a handler may
 * change what it gets. The body is the received text, never parsed.
 * Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS".
 */
export function toRecord(message: Message, origin: RecordOrigin): SQSRecord {
  const { eventSourceArn, awsRegion, nulls } = origin;
  const record: Partial<Record<keyof SQSRecord, unknown>> = {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body ?? "",
    attributes: { ...(message.Attributes ?? noAttributes) } as unknown as SQSRecordAttributes,
    messageAttributes: toMessageAttributes(message.MessageAttributes, nulls),
  };
  if (message.MD5OfMessageAttributes !== undefined)
    record.md5OfMessageAttributes = message.MD5OfMessageAttributes;
  else if (nulls) record.md5OfMessageAttributes = null;
  record.md5OfBody = message.MD5OfBody;
  record.eventSource = "aws:sqs";
  record.eventSourceARN = eventSourceArn;
  record.awsRegion = awsRegion;
  // `null` where @types/aws-lambda says `undefined`: AWS's events are what counts.
  return record as SQSRecord;
}

function toMessageAttributes(
  attributes: Message["MessageAttributes"],
  nulls: boolean,
): SQSMessageAttributes {
  const converted: SQSMessageAttributes = {};
  if (attributes === undefined) return converted;
  for (const name of Object.keys(attributes)) {
    const attribute = attributes[name];
    if (attribute !== undefined) converted[name] = toMessageAttribute(attribute, nulls);
  }
  return converted;
}

function toMessageAttribute(attribute: MessageAttributeValue, nulls: boolean): SQSMessageAttribute {
  const { StringValue, BinaryValue, DataType } = attribute;
  const converted: Partial<Record<keyof SQSMessageAttribute, unknown>> = {};
  if (StringValue !== undefined) converted.stringValue = StringValue;
  else if (nulls) converted.stringValue = null;
  if (BinaryValue !== undefined) converted.binaryValue = toBase64(BinaryValue);
  else if (nulls) converted.binaryValue = null;
  converted.stringListValues = [];
  converted.binaryListValues = [];
  converted.dataType = DataType;
  return converted as SQSMessageAttribute;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

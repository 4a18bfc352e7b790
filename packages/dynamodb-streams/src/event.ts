import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";

import type { WireRecord } from "./stream-client.ts";

/**
 * The record that a Lambda function gets, out of the one that GetRecords sent. The two are all but the
 * same JSON: Lambda adds the stream's ARN as the last field and spells the identity's keys in lower case.
 * Takes the wire record over: it must not be used afterwards.
 * Source: AWS Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB"; events recorded from it.
 */
export function toRecord(wire: WireRecord, eventSourceARN: string): DynamoDBRecord {
  if (!("userIdentity" in wire)) {
    return Object.assign(wire as unknown as DynamoDBRecord, { eventSourceARN });
  }
  const { userIdentity, ...rest } = wire;
  // An emulator sends null for "no identity", where AWS leaves the key out.
  if (userIdentity === null || userIdentity === undefined)
    return { ...rest, eventSourceARN } as unknown as DynamoDBRecord;
  const { PrincipalId, Type } = userIdentity;
  return {
    ...rest,
    userIdentity: { principalId: PrincipalId, type: Type },
    eventSourceARN,
  } as unknown as DynamoDBRecord;
}

export function toEvent(records: readonly { toItem(): DynamoDBRecord }[]): DynamoDBStreamEvent {
  return { Records: records.map((record) => record.toItem()) };
}

/** `{"Records":[]}`, less the separator that one record need not have. */
export const envelopeBytes: number = '{"Records":[]}'.length - 1;

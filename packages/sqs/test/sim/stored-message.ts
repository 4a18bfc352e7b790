import { createHash } from "node:crypto";

import type { Message } from "../../src/queue-client.ts";

/** A message in the simulated queue. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly group: string | undefined;
  readonly sequence: number;
  readonly sentAtMs: number;
  visibleAtMs: number;
  receiveCount: number;
  /** The newest receipt handle; undefined before the first receive. */
  handle: string | undefined;
  receivedAtMs: number;
}

/** The message as a receive returns it. */
export function toWire(stored: StoredMessage): Message {
  return {
    MessageId: stored.id,
    ReceiptHandle: stored.handle,
    Body: stored.body,
    MD5OfBody: createHash("md5").update(stored.body).digest("hex"),
    Attributes: {
      ApproximateReceiveCount: String(stored.receiveCount),
      SentTimestamp: String(1_764_000_000_000 + stored.sentAtMs),
      SenderId: "AIDAEXAMPLE",
      ApproximateFirstReceiveTimestamp: String(1_764_000_000_000 + stored.receivedAtMs),
      ...(stored.group === undefined
        ? {}
        : { MessageGroupId: stored.group, SequenceNumber: String(stored.sequence) }),
    },
  };
}

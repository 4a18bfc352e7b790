import type { Delivery, TraceCarrier } from "@millrace/core/connector";
import type { SQSRecord } from "aws-lambda";

import { type RecordOrigin, toRecord } from "./event.ts";
import type { Message } from "./queue-client.ts";
import { estimateRecord, measureRecord } from "./record-size.ts";
import { readTraceCarrier } from "./trace-carrier.ts";

/** What the messages of one receive share. FIFO requests must not mix the handles of two. */
export interface Receipt {
  readonly origin: RecordOrigin;
  readonly fifo: boolean;
  readonly receivedAtMs: number;
  /** End of the lease by the injected clock. */
  readonly leaseEndsAtMs: number;
}

/** A message that can be settled. */
export type CompleteMessage = Message & {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
};

/** A message with its receipt handle: everything that settles it. */
export class SqsDelivery implements Delivery<SQSRecord> {
  readonly id: string;
  readonly bytes: number;
  readonly lane?: string;
  readonly deliveryCount: number;
  readonly sentAtMs?: number;
  readonly leaseEndsAtMs: number;
  readonly trace?: TraceCarrier;
  readonly receipt: Receipt;
  readonly receiptHandle: string;
  /** Position in a FIFO queue; empty in a standard one. */
  readonly sequenceNumber: string;
  /** End of the lease with its extensions: what is not confirmed by then is not tried again. */
  leasedUntilMs: number;
  readonly #message: Message;

  constructor(message: CompleteMessage, receipt: Receipt) {
    const { Attributes } = message;
    this.id = message.MessageId;
    this.receiptHandle = message.ReceiptHandle;
    this.receipt = receipt;
    this.leaseEndsAtMs = receipt.leaseEndsAtMs;
    this.leasedUntilMs = receipt.leaseEndsAtMs;
    this.#message = message;
    this.bytes = estimateRecord(message) ?? this.exactBytes();
    this.deliveryCount = readCount(Attributes?.["ApproximateReceiveCount"]);
    // Standard queues carry group ids too (fair queues); there they order nothing.
    const lane = receipt.fifo ? Attributes?.["MessageGroupId"] : undefined;
    if (lane !== undefined) this.lane = lane;
    this.sequenceNumber = Attributes?.["SequenceNumber"] ?? "";
    const sentAtMs = Number(Attributes?.["SentTimestamp"]);
    if (Number.isFinite(sentAtMs)) this.sentAtMs = sentAtMs;
    const trace = readTraceCarrier(message);
    if (trace !== undefined) this.trace = trace;
  }

  exactBytes(): number {
    return measureRecord(this.toItem());
  }

  toItem(): SQSRecord {
    return toRecord(this.#message, this.receipt.origin);
  }
}

function readCount(text: string | undefined): number {
  const count = Number(text);
  return Number.isInteger(count) && count > 0 ? count : 1;
}

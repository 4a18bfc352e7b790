import { SourceError, type StreamRecord } from "@millrace/core/connector";
import type { DynamoDBRecord } from "aws-lambda";

import { toRecord } from "./event.ts";
import { orderKeyOf } from "./order-key.ts";
import type { WireRecord } from "./stream-client.ts";

/**
 * One change of an item. The parsed record is handed out once, as it came from the wire; a handler may
 * change what it gets, so every further copy is parsed from the text that also gave the exact size.
 */
export class ChangeRecord implements StreamRecord<DynamoDBRecord> {
  readonly id: string;
  readonly position: string;
  readonly bytes: number;
  readonly orderKey: string;
  readonly arrivedAtMs?: number;
  readonly #text: string;
  #untouched: DynamoDBRecord | undefined;

  /** @throws SourceError for a record without a sequence number: nothing could be resumed behind it. */
  constructor(wire: WireRecord, streamArn: string) {
    const { SequenceNumber, Keys, ApproximateCreationDateTime } = wire.dynamodb;
    if (typeof SequenceNumber !== "string") {
      const message = `GetRecords on ${streamArn}: record ${wire.eventID} has no SequenceNumber`;
      throw new SourceError("refused", message);
    }
    this.id = SequenceNumber;
    this.position = SequenceNumber;
    this.orderKey = orderKeyOf(Keys ?? {});
    if (ApproximateCreationDateTime !== undefined)
      this.arrivedAtMs = ApproximateCreationDateTime * 1000;
    this.#untouched = toRecord(wire, streamArn);
    this.#text = JSON.stringify(this.#untouched);
    this.bytes = Buffer.byteLength(this.#text) + 1;
  }

  toItem(): DynamoDBRecord {
    const untouched = this.#untouched;
    this.#untouched = undefined;
    return untouched ?? (JSON.parse(this.#text) as DynamoDBRecord);
  }
}

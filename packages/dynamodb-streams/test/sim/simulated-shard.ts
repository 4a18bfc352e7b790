import type { WireRecord } from "../../src/stream-client.ts";

export interface StoredChange {
  readonly sequence: string;
  readonly key: string;
  /** Which change of its key, from 1. */
  readonly count: number;
  readonly writtenAtMs: number;
}

/** One shard of the model: what was written to it, and what can be seen of it. */
export class SimulatedShard {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly keys: readonly string[];
  /** Listed from then on, by the monotonic clock. */
  readonly visibleAtMs: number;
  readonly changes: StoredChange[] = [];
  closed = false;
  /** The listing shows that it is closed from then on. */
  closedVisibleAtMs = Number.POSITIVE_INFINITY;
  /** Changes dropped so far. */
  trimmed = 0;
  /** Neither listed nor readable any more. */
  gone = false;

  constructor(
    id: string,
    parentId: string | undefined,
    keys: readonly string[],
    visibleAtMs: number,
  ) {
    this.id = id;
    this.parentId = parentId;
    this.keys = keys;
    this.visibleAtMs = visibleAtMs;
  }

  /** Index of the first change behind a sequence number. */
  indexAfter(sequence: string): number {
    const found = this.changes.findIndex((change) => BigInt(change.sequence) > BigInt(sequence));
    return found === -1 ? this.changes.length : found;
  }
}

export function toWire({ sequence, key, count, writtenAtMs }: StoredChange): WireRecord {
  return {
    eventID: `event-${sequence}`,
    eventName: count === 1 ? "INSERT" : "MODIFY",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-central-1",
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(writtenAtMs / 1000),
      Keys: { id: { S: key } },
      NewImage: { id: { S: key }, count: { N: String(count) } },
      SequenceNumber: sequence,
      SizeBytes: 40,
      StreamViewType: "NEW_IMAGE",
    },
  } as WireRecord;
}

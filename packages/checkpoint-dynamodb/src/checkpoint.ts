import type { ShardPosition } from "@millrace/core/connector";

import type { Item } from "./table-client.ts";

/**
 * Positions in the words of the Kinesis Client Library, which keeps a sequence number, or a number inside
 * an aggregated record beside it, or one of a few words. Positions that it does not have are marked, so
 * that no token can be taken for a word.
 */
const words = { horizon: "TRIM_HORIZON", time: "AT_TIMESTAMP", end: "SHARD_END" } as const;
const marked = "mr:";
const sequenceNumber = /^\d+$/;
const withSubSequence = /^(\d+)\/([1-9]\d*)$/;

/** The attributes of a position, all of which a save sets; `mrLost` is there for some alone. */
export interface CheckpointAttributes extends Item {
  readonly checkpoint: { readonly S: string };
  readonly checkpointSubSequenceNumber: { readonly N: string };
}

export const shardEnd: string = words.end;

export function toCheckpoint(position: ShardPosition): CheckpointAttributes {
  switch (position.at) {
    case "horizon":
    case "time":
      return attributes(words[position.at]);
    case "after":
      return afterToken(position.token);
    case "end": {
      const { lost } = position;
      return { ...attributes(words.end), ...(lost === undefined ? {} : { mrLost: { S: lost } }) };
    }
    default:
      return position satisfies never;
  }
}

function afterToken(token: string): CheckpointAttributes {
  if (sequenceNumber.test(token)) return attributes(token);
  const [, sequence, sub] = withSubSequence.exec(token) ?? [];
  return sequence === undefined ? attributes(`${marked}${token}`) : attributes(sequence, sub);
}

function attributes(checkpoint: string, sub = "0"): CheckpointAttributes {
  return { checkpoint: { S: checkpoint }, checkpointSubSequenceNumber: { N: sub } };
}

/**
 * Reads what this store or the Kinesis Client Library has written. The library's LATEST, and its
 * AT_TIMESTAMP without our time, say that nothing was handled yet and not since when: reading then starts
 * at the oldest record, so that none is missed.
 */
export function fromCheckpoint(item: Item): ShardPosition {
  const checkpoint = item["checkpoint"]?.S ?? words.horizon;
  const lost = item["mrLost"]?.S;
  if (checkpoint === words.end) return lost === undefined ? { at: "end" } : { at: "end", lost };
  if (checkpoint === words.time && item["mrSince"] !== undefined) return { at: "time" };
  if (checkpoint.startsWith(marked)) return { at: "after", token: checkpoint.slice(marked.length) };
  if (!sequenceNumber.test(checkpoint)) return { at: "horizon" };
  const sub = item["checkpointSubSequenceNumber"]?.N ?? "0";
  return { at: "after", token: sub === "0" ? checkpoint : `${checkpoint}/${sub}` };
}

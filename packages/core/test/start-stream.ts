import { seededRandom } from "../src/base/random.ts";
import type { StreamMappingOptions } from "../src/contracts/stream-options.ts";
import { createMapping } from "../src/engine/create-mapping.ts";
import type { Mapping } from "../src/engine/mapping.ts";
import { ManualClock, settle } from "./manual-clock.ts";
import {
  type ScriptedItem,
  ScriptedShard,
  ScriptedStream,
  type ScriptedStreamEvent,
} from "./scripted-stream.ts";

const open: { mapping: Mapping<ScriptedItem, ScriptedStreamEvent>; clock: ManualClock }[] = [];

export interface StartedStream {
  readonly clock: ManualClock;
  readonly shard: ScriptedShard;
  readonly stream: ScriptedStream;
  readonly mapping: Mapping<ScriptedItem, ScriptedStreamEvent>;
  readonly seen: string[];
}

export type StreamOptions = Partial<StreamMappingOptions<ScriptedStreamEvent>>;
const ids = (event: ScriptedStreamEvent): string =>
  event.Records.map(({ sequence }) => sequence).join(" ");

/**
 * A mapping on one scripted shard.
 * @param handle what the handler answers to the ids of an event; throws what is thrown.
 */
export async function startStream(
  options: StreamOptions,
  handle: (seen: string) => unknown = () => {},
): Promise<StartedStream> {
  const clock = new ManualClock();
  const stream = new ScriptedStream();
  const shard = new ScriptedShard("s1");
  const seen: string[] = [];
  const handler = (event: ScriptedStreamEvent): unknown => {
    seen.push(ids(event));
    return handle(ids(event));
  };
  const mapping = createMapping(
    { source: stream.definition, handler, ...options },
    { clock, random: seededRandom(1) },
  );
  open.push({ mapping, clock });
  await mapping.start();
  stream.give(shard);
  await settle();
  return { clock, shard, stream, mapping, seen };
}

/** Ends every mapping that a test started. */
export async function closeStreams(): Promise<void> {
  for (const { mapping, clock } of open.splice(0)) {
    const closing = mapping.close();
    await clock.advance(60_000);
    await closing;
  }
}

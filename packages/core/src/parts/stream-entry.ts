import type { StreamRecord } from "../contracts/stream-source.ts";
import type { Progress } from "./low-water-mark.ts";

/** A record of a stream on its way through a lane. */
export interface StreamEntry<Item = unknown> {
  readonly id: string;
  readonly bytes: number;
  readonly record: StreamRecord<Item>;
  readonly progress: Progress;
}

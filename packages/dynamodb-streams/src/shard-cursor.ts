import type { ShardGap, ShardReading } from "@millrace/core/connector";

import type { ChangeRecord } from "./change-record.ts";
import { compareSequenceNumbers } from "./position.ts";
import type { IteratorStart } from "./stream-client.ts";

/** Records are stamped in whole seconds, by DynamoDB Local in whole minutes, and by another clock than ours. */
const skewMs = 60_000;
/** LATEST loses what was written since the row's time: right at the start of all, that is nothing to speak of. */
const latestWithinMs = 5_000;
/** What is older may have been trimmed: 24 hours, less an hour because trimming is not exact. */
const surelyKeptMs = 23 * 3_600_000;

export type CursorReading = Pick<
  ShardReading,
  "shardId" | "position" | "sinceMs" | "tipAtMs" | "onGap"
>;

/**
 * Where the reader of a shard stands, and what of a page is new:
 *
 * ```
 *   following ── trimmed ──► searching (from the horizon, for what follows the last position)
 *       ▲                        │
 *       └── first new record ────┘  a gap, if the records before it are gone
 * ```
 */
export class ShardCursor {
  readonly #reading: CursorReading;
  /** The last record that was fetched. */
  #token: string | undefined;
  #mayStartLatest: boolean;
  /** Reads from the horizon, whatever the position says: behind it, something was trimmed. */
  #fromHorizon = false;
  /** The position whose successor is searched for. */
  #searchedAfter: string | undefined;
  /** A record at or before the position was seen: nothing behind it is gone. */
  #continuous = false;
  /** Epoch milliseconds. */
  #tipAtMs: number | undefined;

  /** @param mayStartLatest false when this shard was opened by this process before. */
  constructor(reading: CursorReading, mayStartLatest: boolean) {
    this.#reading = reading;
    this.#mayStartLatest = mayStartLatest;
    this.#tipAtMs = reading.tipAtMs;
    if (reading.position.at === "after") this.#token = reading.position.token;
  }

  /** True when it reads from the horizon because its position was refused as trimmed. */
  get searching(): boolean {
    return this.#fromHorizon;
  }

  /** Where the next iterator starts. */
  start(wallMs: number): IteratorStart {
    if (this.#fromHorizon) return { at: "TRIM_HORIZON" };
    if (this.#token !== undefined)
      return { at: "AFTER_SEQUENCE_NUMBER", sequenceNumber: this.#token };
    const { position, sinceMs = Number.NEGATIVE_INFINITY } = this.#reading;
    const latest =
      this.#mayStartLatest &&
      position.at === "time" &&
      Math.abs(wallMs - sinceMs) <= latestWithinMs;
    return { at: latest ? "LATEST" : "TRIM_HORIZON" };
  }

  /** An iterator was had: asking for the tip again would lose what has arrived since. */
  noteOpened(): void {
    this.#mayStartLatest = false;
  }

  /** The position was refused as trimmed: it is, or nothing followed it for a day, or a server thinks so. */
  noteTrimmed(wallMs: number): void {
    this.#fromHorizon = true;
    this.#searchedAfter = this.#token;
    this.#continuous = this.#knowsTip(wallMs);
  }

  /**
   * Many pages were empty in a row.
   * @returns true when that proves that nothing follows the last record that was fetched.
   */
  noteTip(wallMs: number): boolean {
    if (this.#searchedAfter !== undefined && !this.#continuous) return false;
    this.#tipAtMs = wallMs;
    return true;
  }

  /** The records of a page that were not fetched before; reports a gap in front of them. */
  take(records: readonly ChangeRecord[], wallMs: number): readonly ChangeRecord[] {
    const last = records.at(-1);
    if (last === undefined) return records;
    const fresh = this.#fromHorizon ? this.#search(records) : records;
    if (fresh.length > 0) this.#token = last.position;
    const { sinceMs } = this.#reading;
    if (sinceMs === undefined) return fresh;
    return fresh.filter(({ arrivedAtMs }) => (arrivedAtMs ?? wallMs) >= sinceMs - skewMs);
  }

  /** The shard is over: unread records that were searched for are gone. */
  finish(wallMs: number): void {
    if (this.#searchedAfter !== undefined && !this.#continuous && !this.#knowsTip(wallMs))
      this.#reportGap();
  }

  /** The shard has vanished, with whatever followed the position. */
  vanish(wallMs: number): void {
    if (!this.#knowsTip(wallMs)) this.#reportGap();
  }

  #search(records: readonly ChangeRecord[]): readonly ChangeRecord[] {
    const after = this.#searchedAfter;
    if (after === undefined) {
      this.#fromHorizon = false;
      return records;
    }
    const isNew = (record: ChangeRecord): boolean =>
      compareSequenceNumbers(record.position, after) > 0;
    const fresh = records.filter(isNew);
    if (fresh.length < records.length) this.#continuous = true;
    const first = fresh[0];
    if (first === undefined) return fresh;
    if (!this.#continuous) this.#reportGap(first.position);
    this.#fromHorizon = false;
    this.#searchedAfter = undefined;
    return fresh;
  }

  /** Nothing is lost when nothing followed the position at a time from which everything is still kept. */
  #knowsTip(wallMs: number): boolean {
    return this.#tipAtMs !== undefined && wallMs - this.#tipAtMs < surelyKeptMs;
  }

  #reportGap(resumedAt?: string): void {
    const { shardId, position, onGap } = this.#reading;
    const gap: ShardGap = {
      shardId,
      after: this.#token === undefined ? position : { at: "after", token: this.#token },
      ...(resumedAt === undefined ? {} : { resumedAt }),
    };
    onGap(gap);
  }
}

import type { Random } from "@millrace/core/connector";

/** Between the starts of two reads of a shard with records: Lambda's four a second, where five are allowed. */
const busyGapMs = 250;
const leastGapMs = 200;
/** A stretch of time without records takes several calls to cross: so many empty pages say nothing. */
const patientPages = 5;
const growth = 1.5;
const jitter = 0.1;
const slowGapMs = 1_000;
const slowForMs = 60_000;

/** How long a shard's reader waits between the starts of two reads. */
export class Cadence {
  readonly #random: Random;
  readonly #idlePollMs: number;
  #emptyPages = 0;
  #slowUntilMs = Number.NEGATIVE_INFINITY;

  /** @param idlePollMs the longest wait, on a shard without records. */
  constructor(random: Random, idlePollMs: number) {
    this.#random = random;
    this.#idlePollMs = idlePollMs;
  }

  /** Empty pages in a row. */
  get emptyPages(): number {
    return this.#emptyPages;
  }

  /** True when so many pages in a row were empty that the reader stands at the tip of the shard. */
  get atTip(): boolean {
    return this.#emptyPages > patientPages;
  }

  notePage(records: number): void {
    this.#emptyPages = records > 0 ? 0 : this.#emptyPages + 1;
  }

  /** The service asked for less: another reader uses the shard's allowance. */
  noteThrottle(nowMs: number): void {
    this.#slowUntilMs = nowMs + slowForMs;
  }

  gapMs(nowMs: number): number {
    const grown = busyGapMs * growth ** Math.min(20, Math.max(0, this.#emptyPages - patientPages));
    const idle = Math.min(Math.max(busyGapMs, this.#idlePollMs), grown);
    const gap = nowMs < this.#slowUntilMs ? Math.max(slowGapMs, idle) : idle;
    return Math.max(leastGapMs, gap * (1 - jitter + 2 * jitter * this.#random.next()));
  }
}

import type { Clock } from "@millrace/core";

const minuteMs = 60_000;

/** Lets one line of a kind through per minute, and says how many it held back since. */
export class OnceAMinute {
  readonly #clock: Clock;
  readonly #kinds = new Map<string, { sinceMs: number; held: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param write gets how many lines of this kind were held back since the last one. */
  tell(kind: string, write: (heldBack: number) => void): void {
    const nowMs = this.#clock.now();
    const seen = this.#kinds.get(kind);
    if (seen !== undefined && nowMs - seen.sinceMs < minuteMs) {
      seen.held += 1;
      return;
    }
    this.#forgetOld(nowMs);
    this.#kinds.set(kind, { sinceMs: nowMs, held: 0 });
    write(seen?.held ?? 0);
  }

  /** Kinds come from error texts, so there may be many: those that are quiet again go. */
  #forgetOld(nowMs: number): void {
    for (const [kind, { sinceMs }] of this.#kinds)
      if (nowMs - sinceMs >= minuteMs) this.#kinds.delete(kind);
  }
}

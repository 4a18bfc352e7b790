import type { Random, SourceDecision } from "@millrace/core/connector";

/** A receive that may be asked for again: same id, same size, same messages. */
export interface Attempt {
  readonly id: string;
  readonly maximum: number;
}

interface Unanswered extends Attempt {
  readonly failedAtMs: number;
}

/** Source: Amazon SQS API Reference, ReceiveMessage, ReceiveRequestAttemptId: valid for 5 minutes. */
const validMs = 300_000;

/**
 * The ids that make a FIFO receive repeatable. When the answer to one is lost, its messages are
 * leased and their groups blocked; asking again with the same id returns them at once. Any number of
 * pollers ask at a time, so the ids that wait for a repeat form a pool.
 *
 * ```
 *   fresh ──► asked ─┬─ answered, throttled, refused ─► gone
 *              ▲     └─ outcome unknown ─► waiting ─(5 min)─► gone
 *              └──────────────────────────────┘
 * ```
 * An id is never repeated after a throttle: the service then calls it "not valid anymore".
 */
export class AttemptIds {
  readonly #random: Random;
  readonly #waiting: Unanswered[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  fresh(maximum: number): Attempt {
    return { id: this.#random.uuid(), maximum };
  }

  /**
   * A receive that got no answer, to be repeated.
   * @param maximum messages that the caller has room for: a repeat returns as many as the first time.
   */
  again(maximum: number, nowMs: number): Attempt | undefined {
    this.#forget(nowMs);
    const index = this.#waiting.findIndex((unanswered) => unanswered.maximum <= maximum);
    return index === -1 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  /** The request failed. */
  fail(attempt: Attempt, decision: SourceDecision, nowMs: number): void {
    if (decision !== "not-connected") return;
    const { id, maximum } = attempt;
    this.#waiting.push({ id, maximum, failedAtMs: nowMs });
  }

  #forget(nowMs: number): void {
    while (this.#waiting[0] !== undefined && nowMs - this.#waiting[0].failedAtMs >= validMs)
      this.#waiting.shift();
  }
}

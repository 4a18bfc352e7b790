/** What one receive tells about the queue. */
export interface ReceiveReport {
  /** Messages it was allowed to bring. */
  readonly asked: number;
  readonly received: number;
  readonly atMs: number;
  /** Records that could be reserved at that moment. */
  readonly freeCredits: number;
}

export interface PollerBounds {
  readonly minimum: number;
  readonly maximum: number;
  /** What the queue hands out in one receive at most. */
  readonly maximumReceive: number;
}

const growPauseMs = 500;
const shrinkAfterMs = 5_000;
const holdAfterTroubleMs = 5_000;
/** Weight of the newest receive in the moving average of messages per receive. */
const newest = 0.2;
/** Below this share of full receives there are more pollers than the queue feeds. */
const idleShare = 0.3;

/**
 * How many receive loops a queue deserves: half as many again while receives come back full, one less
 * while they come back nearly empty, half of them when the source pushes back. Two while anything
 * flows, so that a message that comes while one loop is busy need not wait for it.
 */
export class PollerScale {
  readonly #bounds: PollerBounds;
  #pollers: number;
  #average = 0;
  #fullInARow = 0;
  #emptyInARow = 0;
  #grownAtMs = Number.NEGATIVE_INFINITY;
  #shrunkAtMs = Number.NEGATIVE_INFINITY;
  #heldUntilMs = Number.NEGATIVE_INFINITY;

  constructor(bounds: PollerBounds) {
    this.#bounds = bounds;
    this.#pollers = bounds.minimum;
  }

  get pollers(): number {
    return this.#pollers;
  }

  /** Messages per receive, a moving average. */
  get fill(): number {
    return this.#average;
  }

  /** A receive came back. */
  report({ asked, received, atMs, freeCredits }: ReceiveReport): void {
    const { maximumReceive } = this.#bounds;
    this.#average += newest * (received - this.#average);
    this.#emptyInARow = received === 0 ? this.#emptyInARow + 1 : 0;
    // A receive cut short by missing credits says nothing about the queue.
    const whole = asked === maximumReceive;
    if (whole) this.#fullInARow = received === maximumReceive ? this.#fullInARow + 1 : 0;
    if (received > 0) this.#set(Math.max(this.#pollers, 2));
    if (whole && this.#fullInARow >= 2 && freeCredits >= maximumReceive) this.#grow(atMs);
    else if (this.#emptyInARow >= 2) this.#shrink(1, atMs);
    else if (this.#average < idleShare * maximumReceive) this.#shrinkSlowly(atMs);
    else this.#shrunkAtMs = atMs;
  }

  /** The source throttled or failed: half of the loops, and no growth for a while. */
  backOff(atMs: number): void {
    if (atMs < this.#heldUntilMs) return;
    this.#heldUntilMs = atMs + holdAfterTroubleMs;
    this.#set(Math.floor(this.#pollers / 2));
  }

  #grow(atMs: number): void {
    if (atMs < this.#heldUntilMs || atMs - this.#grownAtMs < growPauseMs) return;
    this.#grownAtMs = atMs;
    this.#shrunkAtMs = atMs;
    this.#set(this.#pollers + Math.ceil(this.#pollers / 2));
  }

  #shrinkSlowly(atMs: number): void {
    if (atMs - this.#shrunkAtMs < shrinkAfterMs) return;
    this.#shrink(2, atMs);
  }

  #shrink(floor: number, atMs: number): void {
    this.#shrunkAtMs = atMs;
    if (this.#pollers > floor) this.#set(this.#pollers - 1);
  }

  #set(pollers: number): void {
    const { minimum, maximum } = this.#bounds;
    this.#pollers = Math.min(maximum, Math.max(minimum, pollers));
  }
}

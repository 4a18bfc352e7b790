/** Weight of the newest measurement. */
const newest = 0.2;

/**
 * What a request and its answer take, a moving average. Measured on calls that the queue answers at
 * once: a long poll's duration says nothing about the way.
 */
export class RoundTrip {
  #ms: number;

  constructor(firstMs: number) {
    this.#ms = firstMs;
  }

  get ms(): number {
    return this.#ms;
  }

  record(tookMs: number): void {
    this.#ms += newest * (tookMs - this.#ms);
  }
}

/** Events per millisecond, averaged over roughly the last `windowMs`. Undefined until something was counted. */
export class Rate {
  readonly #windowMs: number;
  #perMs: number | undefined;
  #lastMs: number;
  #pending = 0;

  constructor(nowMs: number, windowMs = 2_000) {
    this.#windowMs = windowMs;
    this.#lastMs = nowMs;
  }

  add(count: number, nowMs: number): void {
    this.#pending += count;
    const elapsedMs = nowMs - this.#lastMs;
    // Several events of one moment count together: a single one would look infinitely fast.
    if (elapsedMs < this.#windowMs / 20) return;
    const current = this.#pending / elapsedMs;
    const weight = 1 - Math.exp(-elapsedMs / this.#windowMs);
    this.#perMs =
      this.#perMs === undefined ? current : this.#perMs + weight * (current - this.#perMs);
    this.#lastMs = nowMs;
    this.#pending = 0;
  }

  get perMs(): number | undefined {
    return this.#perMs;
  }
}

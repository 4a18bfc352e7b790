import type { SettleResult } from "@millrace/core/connector";

/**
 * The answer to one call of `settle`. Its messages travel in different requests, mixed with those of
 * other calls; one promise for all of them costs less than one for each.
 */
export class Ticket {
  readonly #results: SettleResult[];
  #open: number;
  readonly #done = Promise.withResolvers<readonly SettleResult[]>();

  /** @param count settlements; the promise resolves at once when there are none. */
  constructor(count: number) {
    this.#results = Array.from({ length: count }, (): SettleResult => "failed");
    this.#open = count;
    if (count === 0) this.#done.resolve(this.#results);
  }

  get done(): Promise<readonly SettleResult[]> {
    return this.#done.promise;
  }

  /** Called once per settlement. */
  settle(index: number, result: SettleResult): void {
    this.#results[index] = result;
    this.#open -= 1;
    if (this.#open === 0) this.#done.resolve(this.#results);
  }
}

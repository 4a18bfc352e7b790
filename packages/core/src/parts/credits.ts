import { onAbort } from "../base/abort.ts";
import type { Budget } from "../contracts/budget.ts";

/**
 * Leave to receive. Nothing is fetched that has no room: a poller reserves credits for the largest
 * answer it may get, keeps those for what came, and each record gives its own back when it is settled.
 */
export class Credits {
  readonly #budgets: readonly Budget[];
  readonly #bytesEach: number;
  #cap: number;
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  /**
   * @param budgets every one of them must have room: the mapping's own and a shared one.
   * @param bytesEach the largest size of one record.
   * @param cap records that may be taken at once, on top of the budgets' limits; see {@link setCap}.
   */
  constructor(budgets: readonly Budget[], bytesEach: number, cap: number) {
    this.#budgets = budgets;
    this.#bytesEach = bytesEach;
    this.#cap = cap;
  }

  /** Records that are reserved or in hand. */
  get taken(): number {
    return this.#taken;
  }

  /** Records that could still be reserved, by the cap. */
  get free(): number {
    return Math.max(0, this.#cap - this.#taken);
  }

  /** Moves the cap; what is taken above a lower cap stays taken. */
  setCap(cap: number): void {
    const grew = cap > this.#cap;
    this.#cap = cap;
    if (grew) this.#wake();
  }

  /**
   * Waits until at least one record has room, then reserves up to `maximum`.
   * @returns how many; 0 when `signal` aborts first.
   */
  async reserve(maximum: number, signal: AbortSignal): Promise<number> {
    while (!signal.aborted) {
      const granted = this.#tryReserve(maximum);
      if (granted > 0) return granted;
      await this.#room(signal);
    }
    return 0;
  }

  /** Turns a reservation of `reserved` records into `bytes.length` held ones and gives the rest back. */
  convert(reserved: number, bytes: readonly number[]): void {
    const held = bytes.reduce((sum, each) => sum + each, 0);
    this.#giveBack(reserved - bytes.length, reserved * this.#bytesEach - held);
  }

  /** A record has left memory. */
  release(bytes: number): void {
    this.#giveBack(1, bytes);
  }

  #tryReserve(maximum: number): number {
    let records = Math.min(maximum, this.free);
    while (records > 0) {
      const taken = this.#takeFromAll(records);
      if (taken) {
        this.#taken += records;
        return records;
      }
      records = Math.floor(records / 2);
    }
    return 0;
  }

  /** Asks all before it takes from any: giving back what was taken in vain would wake those who wait, in turns, for ever. */
  #takeFromAll(records: number): boolean {
    const bytes = records * this.#bytesEach;
    if (!this.#budgets.every((budget) => budget.hasRoom(records, bytes))) return false;
    for (const budget of this.#budgets) budget.take(records, bytes);
    return true;
  }

  #giveBack(records: number, bytes: number): void {
    this.#taken -= records;
    for (const budget of this.#budgets) budget.giveBack(records, bytes);
    this.#wake();
  }

  #room(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        for (const end of endings) end();
        resolve();
      };
      const endings = [
        ...this.#budgets.map((budget) => budget.onRoom(done)),
        onAbort(signal, done),
      ];
      this.#waiting.add(done);
      endings.push(() => this.#waiting.delete(done));
    });
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const retry of waiting) retry();
  }
}

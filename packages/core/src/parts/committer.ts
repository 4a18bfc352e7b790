import { type Clock, type Timer } from "../base/clock.ts";
import type { Standing } from "../contracts/stream-source.ts";

export interface CommitterOptions {
  readonly clock: Clock;
  /** Milliseconds between two commits. */
  readonly everyMs: number;
  readonly commit: (position: string) => Promise<Standing>;
  readonly onCommitted: (position: string, standing: Standing) => void;
}

/**
 * Saves the position of one shard: one commit in flight, always the newest position, at most so often. Two
 * commits at once could arrive in the wrong order and move the position back.
 */
export class Committer {
  readonly #options: CommitterOptions;
  #wanted: string | undefined;
  #committed: string | undefined;
  #running: Promise<void> | undefined;
  #lastAtMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  /** Asks for this position to be saved, soon. Later positions replace earlier ones. */
  want(position: string): void {
    this.#wanted = position;
    this.#schedule();
  }

  /** Saves what is wanted now. Resolves when it is saved, or cannot be. */
  async flush(): Promise<void> {
    await this.#running;
    this.#cancelTimer();
    if (this.#dirty) await this.#run();
  }

  /** Nothing is saved any more. */
  close(): void {
    this.#closed = true;
    this.#cancelTimer();
  }

  #cancelTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  get #dirty(): boolean {
    return !this.#closed && this.#wanted !== undefined && this.#wanted !== this.#committed;
  }

  #schedule(): void {
    if (!this.#dirty || this.#running !== undefined || this.#timer !== undefined) return;
    const { clock, everyMs } = this.#options;
    const delayMs = this.#lastAtMs + everyMs - clock.now();
    this.#timer = clock.setTimer(delayMs, () => {
      this.#timer = undefined;
      if (this.#running === undefined && this.#dirty) void this.#run();
    });
  }

  #run(): Promise<void> {
    const running = this.#commit().finally(() => {
      this.#running = undefined;
      this.#schedule();
    });
    this.#running = running;
    return running;
  }

  async #commit(): Promise<void> {
    const { clock, commit, onCommitted } = this.#options;
    const position = this.#wanted;
    if (position === undefined) return;
    this.#lastAtMs = clock.now();
    const standing = await commit(position);
    if (standing === "lost") this.#closed = true;
    else this.#committed = position;
    onCommitted(position, standing);
  }
}

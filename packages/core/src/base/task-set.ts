/**
 * Background work that is counted and awaited: nothing started here is lost at close.
 * The tasks are expected to handle their own errors.
 */
export class TaskSet {
  readonly #running = new Set<Promise<void>>();
  readonly #onError: (error: unknown) => void;

  /** @param onError receives what a task lets escape: always a bug, never an ordinary failure. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  get size(): number {
    return this.#running.size;
  }

  run(task: () => Promise<void>): void {
    const running: Promise<void> = task()
      .catch(this.#onError)
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when no task runs, including those started meanwhile. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}

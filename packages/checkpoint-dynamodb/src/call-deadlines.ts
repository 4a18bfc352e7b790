import type { Clock } from "@millrace/core/connector";

/**
 * Gives each call a deadline by the injected clock, and a signal that ends its request. A timeout of
 * the HTTP handler alone is not enough: it does not cover credentials that are being fetched, nor a
 * body that comes a byte a second.
 */
export class CallDeadlines {
  readonly #clock: Clock;
  readonly #pending = new Set<(reason: Error) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Runs a call. Settles at the deadline at the latest, also if the call never does.
   * @throws TimeoutError at the deadline; the reason of {@link abortAll}.
   */
  run<Output>(deadlineMs: number, call: (signal: AbortSignal) => Promise<Output>): Promise<Output> {
    const controller = new AbortController();
    return new Promise((resolve, reject) => {
      const giveUp = (reason: Error): void => {
        finish();
        controller.abort(reason);
        reject(reason);
      };
      const timer = this.#clock.setTimer(deadlineMs, () => giveUp(timeoutError(deadlineMs)));
      const finish = (): void => {
        timer.cancel();
        this.#pending.delete(giveUp);
      };
      this.#pending.add(giveUp);
      call(controller.signal).then(
        (output) => {
          finish();
          resolve(output);
        },
        (error: unknown) => {
          finish();
          reject(error as Error);
        },
      );
    });
  }

  /** Ends everything that is pending. */
  abortAll(reason: Error): void {
    for (const giveUp of this.#pending) giveUp(reason);
  }
}

function timeoutError(deadlineMs: number): Error {
  return Object.assign(new Error(`no answer within ${deadlineMs} ms`), {
    name: "TimeoutError",
    code: "ETIMEDOUT",
  });
}

import type { Clock } from "./clock.ts";

/**
 * Gives each call a deadline by the injected clock, and a signal that ends its request. A timeout of
 * the HTTP handler alone is not enough: it does not cover credentials that are being fetched, nor a
 * body that comes a byte a second.
 */
export class CallDeadlines {
  readonly #clock: Clock;
  readonly #signals = new WeakMap<object, AbortSignal>();
  readonly #pending = new Set<(reason: Error) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The signal of the call with this input. */
  signalOf(input: object): AbortSignal | undefined {
    return this.#signals.get(input);
  }

  /**
   * Runs a call. Settles at the deadline at the latest, also if the call never does.
   * @throws TimeoutError at the deadline; the reason of `signal` when it aborts.
   */
  run<Output>(
    input: object,
    deadlineMs: number,
    call: () => Promise<Output>,
    signal?: AbortSignal,
  ): Promise<Output> {
    const controller = new AbortController();
    this.#signals.set(input, controller.signal);
    return new Promise((resolve, reject) => {
      const giveUp = (reason: Error): void => {
        finish();
        controller.abort(reason);
        reject(reason);
      };
      const timer = this.#clock.setTimer(deadlineMs, () => giveUp(timeoutError(deadlineMs)));
      const onAbort = (): void => giveUp(signal?.reason as Error);
      const finish = (): void => {
        timer.cancel();
        signal?.removeEventListener("abort", onAbort);
        this.#pending.delete(giveUp);
      };
      if (signal?.aborted === true) {
        onAbort();
        return;
      }
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#pending.add(giveUp);
      call().then(
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

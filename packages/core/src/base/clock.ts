/**
 * The only door to time. Everything in Millrace takes a {@link Clock}, so that the engine runs
 * unchanged in a simulator where hours pass in milliseconds.
 */
export interface Clock {
  /** Monotonic milliseconds, with fractions. The origin has no meaning. Leases and deadlines use this one. */
  now(): number;
  /** Milliseconds since 1970 UTC. May jump; never used for a decision, only to talk to people and services. */
  wallTimeMs(): number;
  /**
   * Calls `fire` once, after at least `delayMs` milliseconds (negative counts as 0).
   * `fire` must not throw.
   */
  setTimer(delayMs: number, fire: () => void): Timer;
}

export interface Timer {
  /** Idempotent; after it returns the callback is never called. */
  cancel(): void;
}

/** The longest delay that Node's `setTimeout` honours; anything longer would fire at once. */
const longestDelayMs = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTimeMs: () => Date.now(),
  setTimer(delayMs, fire) {
    const handle = setTimeout(fire, Math.min(Math.max(0, delayMs), longestDelayMs));
    return { cancel: () => clearTimeout(handle) };
  },
};

/**
 * Resolves after `delayMs` milliseconds.
 * @throws the signal's reason as soon as `signal` is aborted.
 */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = (): void => {
      timer.cancel();
      reject(signal?.reason as Error);
    };
    const timer = clock.setTimer(delayMs, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

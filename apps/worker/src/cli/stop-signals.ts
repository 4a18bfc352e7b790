import { exitCodes } from "./exit-codes.ts";

const stopSignals = ["SIGINT", "SIGTERM"] as const;
export type StopSignal = (typeof stopSignals)[number];

export interface StopSignals {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves with the first signal. */
  readonly received: Promise<StopSignal>;
}

/**
 * The first SIGINT or SIGTERM asks for a drain, the second ends the process at once. What was in hand
 * then comes back when its leases end.
 */
export function listenForStop(onSecond: (signal: StopSignal) => void): StopSignals {
  const controller = new AbortController();
  const received = Promise.withResolvers<StopSignal>();
  for (const signal of stopSignals) {
    process.on(signal, () => {
      if (controller.signal.aborted) {
        onSecond(signal);
        process.exit(exitCodes.forced[signal]);
      }
      controller.abort();
      received.resolve(signal);
    });
  }
  return { signal: controller.signal, received: received.promise };
}

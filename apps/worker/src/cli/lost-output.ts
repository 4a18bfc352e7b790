export interface LostOutput {
  /** Aborted when the output is lost. */
  readonly signal: AbortSignal;
  /** Resolves when the output is lost. */
  readonly lost: Promise<void>;
}

/**
 * Tells when nobody reads standard output or standard error any more, as in `millrace run | head`.
 * Call it before anything is written: without a listener each failed write is an uncaught exception, and
 * logging that is the next failed write.
 */
export function listenForLostOutput(): LostOutput {
  const controller = new AbortController();
  const { promise: lost, resolve } = Promise.withResolvers<void>();
  for (const output of [process.stdout, process.stderr]) {
    // Stays for good: every later write fails too.
    output.on("error", () => {
      controller.abort();
      resolve();
    });
  }
  return { signal: controller.signal, lost };
}

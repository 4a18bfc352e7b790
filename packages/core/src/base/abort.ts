/**
 * Calls `react` once when the signal aborts (at once if it already has).
 * @returns a function that removes the listener: call it, or a long-lived signal collects listeners.
 */
export function onAbort(signal: AbortSignal, react: () => void): () => void {
  if (signal.aborted) {
    react();
    return () => {};
  }
  signal.addEventListener("abort", react, { once: true });
  return () => signal.removeEventListener("abort", react);
}

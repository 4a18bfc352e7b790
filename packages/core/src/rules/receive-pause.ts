/** What decides whether the next receive should wait for the queue to fill. */
export interface ReceivePauseInput {
  readonly windowMs: number;
  /** Messages per receive, a moving average. */
  readonly fill: number;
  /** Messages received per millisecond, a moving average over all pollers. */
  readonly ratePerMs: number;
  readonly maximumReceive: number;
}

/** Below this many messages a receive is worth delaying. */
const thinFill = 3;

/**
 * With a batching window nobody is in a hurry: when receives bring one or two messages each, waiting a
 * part of the window before the next one makes it bring several, for the price of one request.
 *
 * @returns milliseconds to wait before the next receive.
 */
export function receivePauseMs({
  windowMs,
  fill,
  ratePerMs,
  maximumReceive,
}: ReceivePauseInput): number {
  if (windowMs === 0 || fill >= thinFill || ratePerMs <= 0) return 0;
  return Math.min(windowMs / 4, maximumReceive / ratePerMs);
}

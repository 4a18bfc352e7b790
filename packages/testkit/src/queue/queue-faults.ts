/**
 * What goes wrong with one call:
 * - `lost-request`: it never arrived.
 * - `lost-reply`: it took effect, and nobody was told.
 * - `throttled`, `denied`: the service said no.
 * - `slow`: it took effect, seconds later.
 * - `half-open`: the connection is dead and says nothing: the call ends at its own deadline.
 * - `early-empty`: a receive comes back empty at once, whatever the queue holds. Other calls are not affected.
 */
export const queueFaults = [
  "lost-request",
  "lost-reply",
  "throttled",
  "denied",
  "slow",
  "half-open",
  "early-empty",
] as const;
export type QueueFault = (typeof queueFaults)[number];

export type QueueCall = "receive" | "acknowledge" | "retry" | "release" | "extend";

/** Decides, per call and per message of a call, whether it goes wrong. */
export type FaultPlan = (call: QueueCall) => QueueFault | undefined;

/** Nothing goes wrong. */
export const noFaults: FaultPlan = () => undefined;

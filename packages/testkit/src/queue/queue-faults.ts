/**
 * What goes wrong with one call:
 * - `lost-request`: it never arrived.
 * - `lost-reply`: it took effect, and nobody was told.
 * - `throttled`, `denied`: the service said no.
 */
export const queueFaults = ["lost-request", "lost-reply", "throttled", "denied"] as const;
export type QueueFault = (typeof queueFaults)[number];

export type QueueCall = "receive" | "acknowledge" | "retry" | "release" | "extend";

/** Decides, per call, whether it goes wrong. */
export type FaultPlan = (call: QueueCall) => QueueFault | undefined;

/** Nothing goes wrong. */
export const noFaults: FaultPlan = () => undefined;

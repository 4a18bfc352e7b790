/**
 * What follows when a record of a lane fails:
 * - `lane` (default): it and all later ones of its lane are handed back, so that order holds.
 * - `record`: just what the response names, as Lambda does; a later record of the lane that
 *   succeeded is gone before the failed one is tried again.
 */
export const laneFailures = ["lane", "record"] as const;
export type LaneFailure = (typeof laneFailures)[number];

/**
 * The states of an event source mapping, as Lambda names them; `Deleted` stands for the mapping that
 * Lambda no longer knows.
 *
 * ```
 *   create ─ enabled ──► Creating ─► Enabled ◄─────► Updating
 *      └──── disabled ─► Disabled      │ ▲
 *                          ▲ │         │ │
 *                          │ └► Enabling ┘
 *                          └─ Disabling ◄┘        any ─► Deleting ─► Deleted
 * ```
 * Source: AWS Lambda API Reference, EventSourceMappingConfiguration.State.
 */
export const mappingStates = [
  "Creating",
  "Enabling",
  "Enabled",
  "Disabling",
  "Disabled",
  "Updating",
  "Deleting",
  "Deleted",
] as const;
export type MappingState = (typeof mappingStates)[number];

/** Which state may follow which. */
export const mappingTransitions: Record<MappingState, readonly MappingState[]> = {
  Creating: ["Enabled", "Disabled", "Deleting"],
  Enabling: ["Enabled", "Disabled", "Deleting"],
  Enabled: ["Disabling", "Updating", "Deleting"],
  Disabling: ["Disabled", "Deleting"],
  Disabled: ["Enabling", "Updating", "Deleting"],
  Updating: ["Enabled", "Disabled", "Deleting"],
  Deleting: ["Deleted"],
  Deleted: [],
};

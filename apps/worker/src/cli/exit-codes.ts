/** What the command's exit code says. `forced` is 128 and the number of the second signal. */
export const exitCodes = {
  drained: 0,
  runtimeFailure: 1,
  badConfiguration: 2,
  startupFailure: 3,
  drainIncomplete: 4,
  forced: { SIGINT: 130, SIGTERM: 143 },
} as const;

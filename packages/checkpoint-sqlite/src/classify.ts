import {
  describeError,
  MillraceError,
  type SourceDecision,
  SourceError,
} from "@millrace/core/connector";

/** Primary result codes of SQLite. Source: https://www.sqlite.org/rescode.html */
export const sqliteCodes = {
  permission: 3,
  busy: 5,
  locked: 6,
  readOnly: 8,
  corrupt: 11,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

const decisionByCode: ReadonlyMap<number, SourceDecision> = new Map<number, SourceDecision>([
  // Another process holds the lock for longer than the busy timeout.
  [sqliteCodes.busy, "throttled"],
  [sqliteCodes.locked, "throttled"],
  [sqliteCodes.permission, "denied"],
  [sqliteCodes.readOnly, "denied"],
  // The file was damaged or replaced since it was opened.
  [sqliteCodes.corrupt, "refused"],
  [sqliteCodes.notADatabase, "refused"],
]);

/** The primary result code of an error of SQLite; undefined for every other error. */
export function sqliteCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  // The upper bits say more of the same.
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

/**
 * What a failed act means for the engine. The rest, such as a full disk, is `not-connected`: it may pass.
 * @param action what was tried, such as `save on state.db`.
 */
export function classify(error: unknown, action: string): MillraceError {
  if (error instanceof MillraceError) return error;
  const decision = decisionByCode.get(sqliteCodeOf(error) ?? -1) ?? "not-connected";
  return new SourceError(decision, `${action}: ${describeError(error)}`, { cause: error });
}

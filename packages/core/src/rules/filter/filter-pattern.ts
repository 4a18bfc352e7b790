import type { Condition } from "./condition.ts";

/** A pattern, read and lowered: it takes an event that one of its rules takes. */
export interface FilterPattern {
  readonly text: string;
  /** At least one. More than one only where the pattern says `$or`. */
  readonly rules: readonly FilterRule[];
}

/** Fields that must all hold, in the order of their paths by UTF-16 unit, one per path. */
export type FilterRule = readonly FilterField[];

export interface FilterField {
  /** The names from the root joined with dots: `a.b` is both `{"a":{"b":…}}` and `{"a.b":…}`. */
  readonly path: string;
  /** Shared by the rules that one `$or` makes of one list. */
  readonly condition: Condition;
  /** Where the list stands in the pattern, for errors: a path with `$or[i]` in it. */
  readonly writtenAt: string;
  /** Offset of the list in the pattern's text. */
  readonly position: number;
}

/** Characters of a pattern. Source: AWS Lambda API, Filter. */
export const maximumPatternLength = 4_096;
/** Rules that `$or` may make of one pattern. Source: Amazon EventBridge User Guide, `$or`. */
export const maximumRules = 1_000;
/** Fields of one rule. Source: aws/event-ruler, GenericMachine. */
export const maximumFieldsPerRule = 256;

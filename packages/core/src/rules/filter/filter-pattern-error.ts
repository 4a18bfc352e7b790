/** Where a pattern is wrong, and why. */
export interface PatternRefusal {
  /** What is wrong and what is allowed, in one sentence. */
  readonly reason: string;
  /** Where in the pattern, such as `body.$or[1].amount`; empty for the pattern as a whole. */
  readonly path: string;
  /** Offset into the pattern's text in UTF-16 units, from 0. */
  readonly position: number;
  /** Which pattern of a list, from 0; absent for a pattern that was parsed alone. */
  readonly patternIndex?: number;
}

/**
 * A filter pattern is refused. AWS answers every such pattern with "Invalid filter pattern
 * definition." and no more; this error says what AWS's engine would say, and what is allowed.
 */
export class FilterPatternError extends Error implements PatternRefusal {
  readonly reason: string;
  readonly path: string;
  readonly position: number;
  readonly patternIndex?: number;

  constructor(refusal: PatternRefusal) {
    const where = refusal.path === "" ? "" : `${refusal.path}: `;
    super(`${where}${refusal.reason} (at character ${refusal.position + 1})`);
    this.name = "FilterPatternError";
    this.reason = refusal.reason;
    this.path = refusal.path;
    this.position = refusal.position;
    if (refusal.patternIndex !== undefined) this.patternIndex = refusal.patternIndex;
  }

  /** The same refusal, told of one pattern of a list. */
  inPattern(patternIndex: number): FilterPatternError {
    const { reason, path, position } = this;
    return new FilterPatternError({ reason, path, position, patternIndex });
  }
}

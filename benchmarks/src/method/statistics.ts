/** A figure measured several times: its median and how far the rounds lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

/**
 * Linear between the two nearest values; 0 is the least, 1 the greatest.
 * @throws RangeError when there is no value, or for a fraction outside 0 to 1
 */
export function quantile(values: readonly number[], fraction: number): number {
  if (!(fraction >= 0 && fraction <= 1))
    throw new RangeError(`a quantile lies from 0 to 1, not at ${fraction}`);
  const sorted = values.toSorted((left, right) => left - right);
  const position = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined)
    throw new RangeError("no values to take a quantile of");
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function spreadOf(values: readonly number[]): Spread {
  return {
    median: median(values),
    min: quantile(values, 0),
    max: quantile(values, 1),
    rounds: values.length,
  };
}

/**
 * The ratio round by round, of figures measured within the same minute: a machine that is slower in one round is
 * slower for both, so the ratios lie closer together than the figures.
 * @throws RangeError when the two were not measured in the same number of rounds
 */
export function pairedRatio(
  numerators: readonly number[],
  denominators: readonly number[],
): Spread {
  return spreadOf(pair(numerators, denominators).map(([left, right]) => left / right));
}

/** The difference round by round. */
export function pairedDifference(
  minuends: readonly number[],
  subtrahends: readonly number[],
): Spread {
  return spreadOf(pair(minuends, subtrahends).map(([left, right]) => left - right));
}

function pair(
  lefts: readonly number[],
  rights: readonly number[],
): readonly (readonly [number, number])[] {
  if (lefts.length !== rights.length) {
    throw new RangeError(`cannot pair ${lefts.length} rounds with ${rights.length}`);
  }
  return lefts.map((left, round) => [left, rights[round] ?? Number.NaN] as const);
}

/** One measurement of a contender in a round, with what it cost to get it. */
export interface Taken<Report> {
  readonly contender: string;
  readonly round: number;
  readonly report: Report;
  /** Runs thrown away before this one because something else used the machine. */
  readonly discarded: number;
  /** Kept although disturbed, because no repeat was left. */
  readonly disturbed: boolean;
}

export interface AlternateOptions<Report> {
  readonly contenders: readonly string[];
  readonly rounds: number;
  readonly measure: (contender: string, round: number) => Promise<Report>;
  /** Share of one core that others used during the run. */
  readonly foreignShare: (report: Report) => number;
  readonly maximumForeignShare: number;
  /** Asked before each repeat: attempt counts from 1. */
  readonly mayRepeat: (attempt: number) => boolean;
  readonly onTaken: (taken: Taken<Report>) => void;
}

/**
 * Measures all contenders in each round, the order turned round every time (A B C, C B A, ...), so that a machine that
 * drifts favours none. Of a slot that stays disturbed, the least disturbed run is kept.
 */
export async function alternate<Report>(
  options: AlternateOptions<Report>,
): Promise<readonly Taken<Report>[]> {
  const all: Taken<Report>[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const order = round % 2 === 0 ? options.contenders : options.contenders.toReversed();
    for (const contender of order) {
      const taken = await fillSlot(options, contender, round);
      all.push(taken);
      options.onTaken(taken);
    }
  }
  return all;
}

async function fillSlot<Report>(
  { measure, foreignShare, maximumForeignShare, mayRepeat }: AlternateOptions<Report>,
  contender: string,
  round: number,
): Promise<Taken<Report>> {
  let best = await measure(contender, round);
  let attempt = 1;
  for (; foreignShare(best) > maximumForeignShare && mayRepeat(attempt); attempt += 1) {
    const next = await measure(contender, round);
    if (foreignShare(next) < foreignShare(best)) best = next;
  }
  return {
    contender,
    round,
    report: best,
    discarded: attempt - 1,
    disturbed: foreignShare(best) > maximumForeignShare,
  };
}

import { type Environment, type Random, seededRandom } from "@millrace/core/connector";

import { VirtualClock } from "./virtual-clock.ts";

/** A run in virtual time, with everything that is left to chance drawn from one seed. */
export interface Simulation extends Environment {
  readonly seed: number;
  readonly clock: VirtualClock;
  /** Chance for the test itself; the code under test has `random`. */
  readonly chance: Random;
}

export interface SimulateOptions {
  /** Virtual milliseconds after which a run counts as stuck. Default 24 hours. */
  readonly limitMs?: number;
  /** Said in the message of a failure, beside the seed: what was drawn. */
  readonly describe?: () => string;
}

const defaultLimitMs = 24 * 3_600_000;

/**
 * Plays a scenario on a virtual clock until it is over.
 * @throws Error with the seed in its message, and the scenario's own error as the cause.
 */
export async function simulate<Result>(
  seed: number,
  scenario: (simulation: Simulation) => Promise<Result>,
  options: SimulateOptions = {},
): Promise<Result> {
  const chance = seededRandom(seed);
  const clock = new VirtualClock(seededRandom(seed + 0x5eed));
  const random = seededRandom(seed + 0xc0de);
  try {
    return await clock.finish(
      scenario({ seed, clock, random, chance }),
      options.limitMs ?? defaultLimitMs,
    );
  } catch (error) {
    const drawn = options.describe === undefined ? "" : ` with ${options.describe()}`;
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`seed ${seed}${drawn}: ${message}`, { cause: error });
  }
}

import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";

/** What a running mapping takes from outside. Replaced as a whole in a simulation. */
export interface Environment {
  readonly clock: Clock;
  readonly random: Random;
}

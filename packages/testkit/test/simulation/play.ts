import { seededRandom } from "@millrace/core/connector";
import { simulate } from "@millrace/testkit";

import { drawSwarm, type SwarmOptions } from "./swarm-options.ts";
import { type Planted, Swarm, type SwarmReport } from "./swarm.ts";

/** For the message of a failure: how to play a seed again, and what was drawn for it. */
export function replay(seed: number): string {
  const options = JSON.stringify(drawSwarm(seededRandom(seed)));
  return `MILLRACE_SIM_SEED=${seed} npx vitest run packages/testkit/test/simulation/swarm.test.ts (${options})`;
}

/** Plays the swarm of one seed. Its options are in the message of a failure. */
export function play(seed: number, planted?: Planted): Promise<SwarmReport> {
  let drawn: SwarmOptions | undefined;
  return simulate(
    seed,
    (simulation) => {
      drawn = drawSwarm(simulation.chance);
      return new Swarm(simulation, drawn, planted).run();
    },
    { describe: () => JSON.stringify(drawn) },
  );
}

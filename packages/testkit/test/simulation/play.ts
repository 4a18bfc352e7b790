import { simulate } from "@millrace/testkit";

import { drawSwarm, type SwarmOptions } from "./swarm-options.ts";
import { type Planted, Swarm, type SwarmReport } from "./swarm.ts";

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

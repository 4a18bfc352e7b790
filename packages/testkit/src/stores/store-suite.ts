import { adding } from "./scenarios/adding.ts";
import { answersLost } from "./scenarios/answers-lost.ts";
import { claiming } from "./scenarios/claiming.ts";
import { closing } from "./scenarios/closing.ts";
import { fencing } from "./scenarios/fencing.ts";
import { forgetting } from "./scenarios/forgetting.ts";
import { handingOver } from "./scenarios/handing-over.ts";
import { saving } from "./scenarios/saving.ts";
import { scopes } from "./scenarios/scopes.ts";
import type { StoreHarness } from "./store-harness.ts";
import type { StoreScenario } from "./store-scenario.ts";

const all: readonly StoreScenario[] = [
  ...adding,
  ...claiming,
  ...saving,
  ...fencing,
  ...handingOver,
  ...forgetting,
  ...answersLost,
  ...scopes,
  ...closing,
];

/**
 * What every checkpoint store must do. Run each on its own, side by side if you like; one that throws has
 * found a fault.
 */
export function storeScenarios(
  harness: Pick<StoreHarness, "canLoseAnswers">,
): readonly StoreScenario[] {
  return all.filter((each) => harness.canLoseAnswers || !each.losesAnswers);
}

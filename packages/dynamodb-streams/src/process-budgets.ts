import type { Clock } from "@millrace/core/connector";

import { CallBudget } from "./call-budget.ts";

/** What all sources of a process share, so that a mapping more does not mean calls more. */
export interface ProcessBudgets {
  /** GetRecords: two thousand idle shards are polled slowly instead of starving some. */
  readonly reads: CallBudget;
  /** DescribeStream: at most 10 calls a second. Source: Amazon DynamoDB Streams API Reference, DescribeStream. */
  readonly descriptions: CallBudget;
}

/** An empty poll costs 1 to 2 ms of CPU: at 200 a second, a fifth to two fifths of a core. */
const readsPerSecond = 200;
const readBurst = 20;
const descriptionSpacingMs = 150;

const budgets = new WeakMap<Clock, ProcessBudgets>();

/** The budgets of this process; a simulation, which brings its own clock, has its own. */
export function processBudgets(clock: Clock): ProcessBudgets {
  let found = budgets.get(clock);
  if (found === undefined) {
    found = {
      reads: new CallBudget(clock, 1000 / readsPerSecond, readBurst),
      descriptions: new CallBudget(clock, descriptionSpacingMs, 1),
    };
    budgets.set(clock, found);
  }
  return found;
}

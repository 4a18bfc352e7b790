import type { QueueHarness } from "./queue-harness.ts";
import type { Scenario } from "./scenario.ts";
import { answersEachSettlement } from "./scenarios/answers-each-settlement.ts";
import { buildsEventsAnew } from "./scenarios/builds-events-anew.ts";
import { closesWhileBlocked } from "./scenarios/closes-while-blocked.ts";
import { closesWhileIdle } from "./scenarios/closes-while-idle.ts";
import { extendsALease } from "./scenarios/extends-a-lease.ts";
import { extendsWhileHandling } from "./scenarios/extends-while-handling.ts";
import { failedLaneHoldsBack } from "./scenarios/failed-lane-holds-back.ts";
import { filteredIsAcknowledged } from "./scenarios/filtered-is-acknowledged.ts";
import { handlesEverythingOnce } from "./scenarios/handles-everything-once.ts";
import { keepsLaneOrder } from "./scenarios/keeps-lane-order.ts";
import { lanesRunInParallel } from "./scenarios/lanes-run-in-parallel.ts";
import { lateHandlerChangesNothing } from "./scenarios/late-handler-changes-nothing.ts";
import { malformedResponseKeepsAll } from "./scenarios/malformed-response-keeps-all.ts";
import { partialFailureComesBack } from "./scenarios/partial-failure-comes-back.ts";
import { receivesAtMostWhatIsAsked } from "./scenarios/receives-at-most-what-is-asked.ts";
import { releasesAtClose } from "./scenarios/releases-at-close.ts";
import { releasesAtOnce } from "./scenarios/releases-at-once.ts";
import { resumesAfterDisable } from "./scenarios/resumes-after-disable.ts";
import { settlesTwice } from "./scenarios/settles-twice.ts";
import { thrownBatchComesBack } from "./scenarios/thrown-batch-comes-back.ts";
import { waitsForHandlersAtClose } from "./scenarios/waits-for-handlers-at-close.ts";
import { waitsForMessages } from "./scenarios/waits-for-messages.ts";
import { windowFillsABatch } from "./scenarios/window-fills-a-batch.ts";

const all: readonly Scenario[] = [
  answersEachSettlement,
  buildsEventsAnew,
  closesWhileBlocked,
  closesWhileIdle,
  extendsALease,
  extendsWhileHandling,
  failedLaneHoldsBack,
  filteredIsAcknowledged,
  handlesEverythingOnce,
  keepsLaneOrder,
  lanesRunInParallel,
  lateHandlerChangesNothing,
  malformedResponseKeepsAll,
  partialFailureComesBack,
  receivesAtMostWhatIsAsked,
  releasesAtClose,
  releasesAtOnce,
  resumesAfterDisable,
  settlesTwice,
  thrownBatchComesBack,
  waitsForHandlersAtClose,
  waitsForMessages,
  windowFillsABatch,
];

/**
 * What every queue connector must do. Run each on its own, side by side if you like; one that throws has
 * found a fault.
 */
export function queueScenarios(
  harness: Pick<QueueHarness, "hasOrderedQueues">,
): readonly Scenario[] {
  return all.filter((each) => harness.hasOrderedQueues || !each.ordered);
}

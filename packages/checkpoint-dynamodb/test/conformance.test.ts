import { dynamoDbLocal } from "@millrace/engines/vitest";
import { type StoreHarness, storeScenarios } from "@millrace/testkit";
import { describeCheckpointStore } from "@millrace/testkit/vitest";
import { describe, expect, test } from "vitest";

import type { TableLayout } from "../src/index.ts";
import { loseAnswer } from "./faulty-handler.ts";
import { TestTable } from "./test-table.ts";

function harnessOf(layout: TableLayout): StoreHarness {
  return {
    canLoseAnswers: true,
    createPlace: async () => {
      const table = await TestTable.createForCaller();
      return {
        open: async () => table.open({ layout }),
        loseNextAnswer: () => table.plan(loseAnswer),
        remove: () => table.remove(),
      };
    },
  };
}

const { name } = dynamoDbLocal();
describeCheckpointStore(`DynamoDB on ${name}`, harnessOf("shared"));

describe.concurrent(`DynamoDB on ${name}, laid out for the Kinesis Client Library`, () => {
  const harness = harnessOf("kcl");
  const all = storeScenarios(harness);
  /** One table serves one stream and group there. */
  const single = all.filter((scenario) => !/each pair|namesakes/.test(scenario.name));

  test("all but two scenarios apply", () => {
    expect(all.length - single.length).toBe(2);
  });

  for (const scenario of single) {
    test(scenario.name, () => scenario.run(harness), 60_000);
  }
});

import { describe, expect, test } from "vitest";

import { checkQueueOptions } from "../../src/rules/options/check-queue-options.ts";

const anySource = { filterView: {}, checkOptions: () => [] };
const check = (given: Readonly<Record<string, unknown>>): ReturnType<typeof checkQueueOptions> =>
  checkQueueOptions(given, anySource);
const filters = (count: number): object => ({
  filters: Array.from({ length: count }, () => ({ pattern: '{"a":[1]}' })),
});

describe("checkQueueOptions", () => {
  test("applies the defaults", () => {
    expect(check({})).toEqual({
      issues: [],
      warnings: [],
      options: {
        batchSize: 10,
        windowMs: 0,
        filterPatterns: [],
        reportBatchItemFailures: false,
        concurrency: 10,
        minimumPollers: 1,
        maximumPollers: 10,
        enabled: true,
        maximumBatchBytes: 6_291_456,
        maximumRecords: 110,
        maximumBytes: 268_435_456,
        drainTimeoutMs: 25_000,
        tags: {},
      },
    });
  });

  test.each<[object, string, string]>([
    [{ batchSize: 0 }, "batchSize", "must be 1 or more"],
    [{ batchSize: 10_001 }, "batchSize", "must be 10000 or less"],
    [{ batchSize: 2.5 }, "batchSize", "must be an integer"],
    [{ batchSize: "10" }, "batchSize", "must be a number"],
    [{ batchSize: null }, "batchSize", "must be a number"],
    [{ enabled: "yes" }, "enabled", "must be a boolean"],
    [
      { functionResponseTypes: ["reportBatchItemFailures"] },
      "functionResponseTypes",
      "must be ReportBatchItemFailures",
    ],
    [
      { scalingConfig: { maximumConcurrency: 1 } },
      "scalingConfig.maximumConcurrency",
      "must be 2 or more",
    ],
    [{ limits: { bytes: 5 } }, "limits.bytes", "must be 1048576 or more"],
    [{ limits: { records: 5 } }, "limits.records", "must be at least batchSize, 10"],
    [
      { provisionedPollerConfig: { minimumPollers: 50, maximumPollers: 20 } },
      "provisionedPollerConfig.maximumPollers",
      "must be at least minimumPollers, 50",
    ],
    [{ filterCriteria: filters(11) }, "filterCriteria", "holds 11 filters; at most 10 are allowed"],
    [{ budget: {} }, "budget", "must come from createBudget"],
  ])("refuses %j", (given, option, problem) => {
    expect(check(given as Record<string, unknown>).issues).toMatchObject([{ option, problem }]);
  });

  test.each<[object, string, string]>([
    [{ batchSise: 5 }, "batchSise", "Did you mean batchSize?"],
    [{ scalingConfig: { maxConcurrency: 5 } }, "scalingConfig", "Did you mean maximumConcurrency?"],
    [{ filterCriteria: { Filter: [] } }, "filterCriteria", "Did you mean filters?"],
    [{ limits: { megabytes: 5 } }, "limits", "Allowed: records, bytes"],
  ])("says what %j may mean", (given, option, hint) => {
    expect(check(given as Record<string, unknown>).issues).toMatchObject([{ option, hint }]);
  });

  test("refuses an option of another source with AWS's text and what to do instead", () => {
    expect(check({ maximumRetryAttempts: 3 }).issues).toEqual([
      {
        option: "maximumRetryAttempts",
        value: 3,
        problem: "is not an option of a queue",
        hint: "A queue counts receives itself: set maxReceiveCount in its redrive policy",
        aws: {
          code: "InvalidParameterValueException",
          message:
            "Unsupported 'maximumRetryAttempts' parameter for given event source mapping type.",
        },
      },
    ]);
  });

  test("finds every problem at once", () => {
    const { issues } = check({
      batchSize: 0,
      maximumBatchingWindowInSeconds: 301,
      startingPosition: "LATEST",
      nonsense: 1,
    });
    expect(issues.map((issue) => issue.option).toSorted()).toEqual([
      "batchSize",
      "maximumBatchingWindowInSeconds",
      "nonsense",
      "startingPosition",
    ]);
  });

  test("the source's word on an option stands before the general one", () => {
    const source = {
      filterView: {},
      checkOptions: () => [{ option: "startingPosition", problem: "is not valid for this queue" }],
    };
    expect(checkQueueOptions({ startingPosition: "LATEST" }, source).issues).toEqual([
      { option: "startingPosition", problem: "is not valid for this queue" },
    ]);
  });

  test("warns of what has no effect and of more filters than AWS gives", () => {
    expect(
      check({
        kmsKeyArn: "arn:aws:kms:…",
        metricsConfig: { metrics: ["EventCount"] },
        filterCriteria: filters(6),
      }).warnings,
    ).toEqual([
      "filterCriteria: AWS allows 5 filters by default, 10 after a quota increase",
      "kmsKeyArn: has no effect here, filters are not stored anywhere",
      "metricsConfig: has no effect here, all metrics are always on",
    ]);
  });

  test("a large batch may fill: the records in hand follow it", () => {
    expect(
      check({ batchSize: 10_000, maximumBatchingWindowInSeconds: 1 }).options?.maximumRecords,
    ).toBe(10_000);
  });
});

import { describe, expect, test } from "vitest";
import { countTests, judgeRun } from "../vitest-counts.mjs";

const file = (status, ...statuses) => ({
  status,
  assertionResults: statuses.map((one) => ({ status: one })),
});

describe("countTests", () => {
  test("adds up the tests of all files", () => {
    const report = {
      testResults: [
        file("passed", "passed", "passed"),
        file("failed", "passed", "failed", "skipped", "todo"),
      ],
    };
    expect(countTests(report)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  test("a file that could not be run is a failure", () => {
    expect(countTests({ testResults: [file("failed")] })).toEqual({
      passed: 0,
      failed: 1,
      skipped: 0,
    });
  });
});

describe("judgeRun", () => {
  const green = { passed: 3, failed: 0, skipped: 0 };
  const ran = { code: 0, byName: false };

  test("passes a run as it is", () => {
    expect(judgeRun(green, ran)).toEqual({ passed: 3, failed: 0 });
    expect(judgeRun({ ...green, failed: 2 }, { ...ran, code: 1 })).toEqual({
      passed: 3,
      failed: 2,
    });
  });

  test("skipped tests are failures", () => {
    expect(judgeRun({ ...green, skipped: 2 }, ran)).toMatchObject({ passed: 3, failed: 2 });
  });

  test("what a selection by name leaves out is not", () => {
    expect(judgeRun({ ...green, skipped: 2 }, { ...ran, byName: true })).toEqual({
      passed: 3,
      failed: 0,
    });
  });

  test("an error outside of any test is a failure", () => {
    expect(judgeRun(green, { ...ran, code: 1 })).toMatchObject({ passed: 3, failed: 1 });
  });

  test("a run without tests is a failure", () => {
    expect(judgeRun({ passed: 0, failed: 0, skipped: 0 }, ran)).toMatchObject({ failed: 1 });
  });
});

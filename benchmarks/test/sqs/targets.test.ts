import { describe, expect, test } from "vitest";
import { spreadOf } from "../../src/method/statistics.ts";
import type { EngineCpu } from "../../src/sqs/engine-cpu.ts";
import type { ScenarioName } from "../../src/sqs/scenarios.ts";
import type { ContenderSummary } from "../../src/sqs/summary.ts";
import { judgeTargets } from "../../src/sqs/targets.ts";
import { summaryOf } from "./report-of.ts";

function scenario(
  ...summaries: readonly ContenderSummary[]
): ReadonlyMap<string, ContenderSummary> {
  return new Map(summaries.map((summary) => [summary.label, summary]));
}

function engineCpuOf(engineUs: number): EngineCpu {
  const byOwner = { engine: engineUs, sdk: 80, md5: 4, benchmark: 1, node: 15 };
  return {
    byOwner: Object.fromEntries(
      Object.entries(byOwner).map(([owner, us]) => [owner, spreadOf([us])]),
    ) as EngineCpu["byOwner"],
    bySubtraction: spreadOf([engineUs + 1]),
  };
}

const rival = summaryOf("sqs-consumer x16", [
  { messagesPerSecond: 8000 },
  { messagesPerSecond: 4000 },
]);

describe("speed targets", () => {
  test("compare round by round and take the median ratio", () => {
    const ours = summaryOf("Millrace", [{ messagesPerSecond: 9600 }, { messagesPerSecond: 4800 }]);

    const [target] = judgeTargets({ scenarios: new Map([["saturated", scenario(rival, ours)]]) });

    expect(target).toMatchObject({
      goal: 1.1,
      met: true,
      measured: { median: 1.2, min: 1.2, max: 1.2 },
    });
    expect(target?.reason).toBeUndefined();
  });

  test("say that the core was full when a miss was a matter of CPU", () => {
    const ours = summaryOf("Millrace", [
      { messagesPerSecond: 8000, cpuUsPerMessage: 122 },
      { messagesPerSecond: 4000, cpuUsPerMessage: 240 },
    ]);

    const [target] = judgeTargets({
      scenarios: new Map([["saturated", scenario(rival, ours)]]),
      engineCpu: engineCpuOf(8),
    });

    expect(target).toMatchObject({ met: false, judged: 1 });
    expect(target?.reason).toMatch(/core was 97 % busy .* of which the SDK takes 80 us/);
  });

  test("say that it was waiting when the core was not full", () => {
    const ours = summaryOf("Millrace", [{ messagesPerSecond: 1000 }]);
    const one = summaryOf("sqs-consumer x1", [{ messagesPerSecond: 100 }]);

    const [target] = judgeTargets({ scenarios: new Map([["realistic", scenario(one, ours)]]) });

    expect(target).toMatchObject({ goal: 50, met: false, judged: 10 });
    expect(target?.reason).toMatch(/5 % busy .* waiting, not CPU/);
  });
});

test("a miss in disturbed runs is laid to them", () => {
  const ours = summaryOf("Millrace", [{ messagesPerSecond: 1000 }], true);
  const one = summaryOf("sqs-consumer x1", [{ messagesPerSecond: 100 }]);

  const [target] = judgeTargets({ scenarios: new Map([["realistic", scenario(one, ours)]]) });

  expect(target?.reason).toMatch(/disturbed 1 of its 1 runs/);
});

describe("ceilings", () => {
  test("hold the engine to its CPU per message", () => {
    const [over] = judgeTargets({ scenarios: new Map(), engineCpu: engineCpuOf(12) });
    const [under] = judgeTargets({ scenarios: new Map(), engineCpu: engineCpuOf(9) });

    expect(over).toMatchObject({
      met: false,
      judged: 12,
      reason: expect.stringContaining("80 us in the SDK"),
    });
    expect(under).toMatchObject({ met: true });
  });

  test("judge memory by the worst round of all scenarios", () => {
    const scenarios = new Map<ScenarioName, ReadonlyMap<string, ContenderSummary>>([
      ["saturated", scenario(summaryOf("Millrace", [{ messagesPerSecond: 1, peakRssMB: 200 }]))],
      ["light", scenario(summaryOf("Millrace", [{ messagesPerSecond: 1, peakRssMB: 261 }]))],
    ]);

    const memory = judgeTargets({ scenarios }).find(({ unit }) => unit === "MB");

    expect(memory).toMatchObject({
      met: false,
      judged: 261,
      reason: expect.stringContaining("light"),
    });
  });

  test("count delete calls per message at the light load", () => {
    const light = scenario(
      summaryOf("Millrace", [{ messagesPerSecond: 200, deletesPerMessage: 0.3 }]),
    );

    const target = judgeTargets({ scenarios: new Map([["light", light]]) }).find(
      ({ goal }) => goal === 0.25,
    );

    expect(target).toMatchObject({ met: false, judged: 0.3 });
  });
});

test("a run that measured nothing of it judges nothing", () => {
  expect(judgeTargets({ scenarios: new Map() })).toEqual([]);
});

import { expect, test } from "vitest";
import { formatNumber, formatSpread, renderResults } from "../../src/sqs/render-results.ts";
import type { SqsResults } from "../../src/sqs/results.ts";
import { scenarios } from "../../src/sqs/scenarios.ts";
import { judgeTargets } from "../../src/sqs/targets.ts";
import { summaryOf } from "./report-of.ts";

const contenders = [
  summaryOf("sqs-consumer x16", [{ messagesPerSecond: 8000 }, { messagesPerSecond: 8200 }]),
  summaryOf("Millrace", [{ messagesPerSecond: 8000 }, { messagesPerSecond: 8200 }]),
];

function resultsOf(): SqsResults {
  const [scenario] = scenarios;
  if (scenario === undefined) throw new Error("there is no scenario");
  const byLabel = new Map(contenders.map((contender) => [contender.label, contender]));
  return {
    benchmark: "sqs",
    command: "npm run bench:sqs",
    startedAt: "2026-11-24T10:00:00.000Z",
    minutes: 7,
    commit: "abc",
    machine: { cpu: "a CPU", cores: 2, memoryGiB: 8, system: "Linux 6", node: "v24", pinned: true },
    versions: { "sqs-consumer": "15.0.3" },
    rounds: 2,
    maximumForeignShare: 0.04,
    scenarios: [{ scenario, contenders }],
    targets: judgeTargets({ scenarios: new Map([["saturated", byLabel]]) }),
  };
}

test("the page names command, machine and versions, and says of a missed target by how much and why", () => {
  const page = renderResults(resultsOf());

  expect(page).toContain("`npm run bench:sqs`");
  expect(page).toContain("Node v24; sqs-consumer 15.0.3");
  expect(page).toContain("| sqs-consumer x16 | 8,100 [8,000 - 8,200] | 1 [1 - 1] x |");
  expect(page).toMatch(/missed by 0\.1 x \(9 %\)/);
  expect(page).toMatch(/- Missed, saturated.*core was 41 % busy/);
  expect(page).toContain("No run lost an acknowledgement");
});

test("a fault is printed instead of the all-clear", () => {
  const results = resultsOf();
  const [first] = results.scenarios;
  if (first === undefined) throw new Error("there is no scenario");
  const faulty = first.contenders.map((each) => ({
    ...each,
    faults: ["round 1: 5 messages handled, 4 deleted"],
  }));

  const page = renderResults({ ...results, scenarios: [{ ...first, contenders: faulty }] });

  expect(page).toContain("- Millrace, round 1: 5 messages handled, 4 deleted");
  expect(page).not.toContain("No run lost");
});

test("numbers have three significant digits and commas", () => {
  expect([
    formatNumber(12_345.6),
    formatNumber(99.94),
    formatNumber(0.12345),
    formatNumber(Number.NaN),
  ]).toEqual(["12,346", "99.9", "0.123", "-"]);
  expect(formatSpread({ median: 1, min: 0.5, max: 2, rounds: 3 })).toBe("1 [0.5 - 2]");
});

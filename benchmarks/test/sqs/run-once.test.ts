import { expect, test } from "vitest";
import { runOnce } from "../../src/sqs/run-once.ts";
import { clientFiles, scenarios } from "../../src/sqs/scenarios.ts";
import { findFaults } from "../../src/sqs/summary.ts";

const brief = { warmupMessages: 100, warmupMs: 0, warmupLimitMs: 5000, windowMs: 300 };

for (const client of clientFiles) {
  test(`${client} handles and deletes every message it takes`, async () => {
    const [scenario] = scenarios;
    if (scenario === undefined) throw new Error("there is no scenario");

    const report = await runOnce({
      scenario: { ...scenario, ...brief },
      contender: { label: client, client, parallel: 2 },
    });

    expect(report.window.messages).toBeGreaterThan(50);
    expect(report.window.cpuUserUs).toBeGreaterThan(0);
    expect(findFaults(report)).toEqual([]);
  });
}

test("messages at a rate are timed from send to handler", async () => {
  const scenario = scenarios.find(({ name }) => name === "light");
  if (scenario === undefined) throw new Error("there is no light scenario");

  const report = await runOnce({
    scenario: { ...scenario, ...brief, warmupMessages: 20 },
    contender: { label: "SDK loop", client: "sdk-loop", parallel: 1 },
  });

  const { count = 0, p50Ms = 0, p99Ms = 0 } = report.window.latencies ?? {};
  expect(count).toBeGreaterThan(30);
  // The server holds each answer back for 10 ms.
  expect(p50Ms).toBeGreaterThanOrEqual(9);
  expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
});

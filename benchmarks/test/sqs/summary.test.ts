import { describe, expect, test } from "vitest";
import { figuresOf, findFaults, summarise } from "../../src/sqs/summary.ts";
import { reportOf } from "./report-of.ts";

describe("figures of a run", () => {
  test("are per message and per second of the window", () => {
    const figures = figuresOf(
      reportOf({ messagesPerSecond: 2000, cpuUsPerMessage: 100, deletesPerMessage: 0.2 }),
    );

    expect(figures).toMatchObject({
      messagesPerSecond: 2000,
      cpuUsPerMessage: 100,
      clientCpuShare: 0.2,
      serverCpuShare: 0.1,
      receivesPerMessage: 0.1,
      deletesPerMessage: 0.2,
    });
  });

  test("count single deletes too", () => {
    const report = reportOf({ messagesPerSecond: 100, deletesPerMessage: 0 });
    const single = { ...report, window: { ...report.window, requests: { DeleteMessage: 100 } } };

    expect(figuresOf(single).deletesPerMessage).toBe(1);
  });
});

describe("faults", () => {
  const report = reportOf({ messagesPerSecond: 100 });

  test("are none in a clean run", () => {
    expect(findFaults(report)).toEqual([]);
  });

  test("are lost acknowledgements, redeliveries and errors, with the round", () => {
    const queueAfterStop = { ...report.queueAfterStop, deleted: 99, redelivered: 2 };
    const broken = { ...report, queueAfterStop, errorCount: 3, errors: ["TimeoutError: late"] };

    const { faults } = summarise("client", [
      { contender: "client", round: 1, report: broken, discarded: 0, disturbed: false },
    ]);

    expect(faults).toEqual([
      "round 2: 100 messages handled, 99 deleted",
      "round 2: 2 messages delivered again",
      "round 2: 3 errors, first: TimeoutError: late",
    ]);
  });
});

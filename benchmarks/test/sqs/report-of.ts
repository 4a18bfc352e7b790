import type { Taken } from "../../src/method/alternate.ts";
import type { ClientReport } from "../../src/sqs/client/run-client.ts";
import { summarise, type ContenderSummary } from "../../src/sqs/summary.ts";

export interface ReportFigures {
  readonly messagesPerSecond: number;
  readonly cpuUsPerMessage?: number;
  readonly deletesPerMessage?: number;
  readonly peakRssMB?: number;
}

/** A report of one second in which nothing went wrong. */
export function reportOf(figures: ReportFigures): ClientReport {
  const {
    messagesPerSecond,
    cpuUsPerMessage = 50,
    deletesPerMessage = 0.1,
    peakRssMB = 200,
  } = figures;
  return {
    window: {
      messages: messagesPerSecond,
      elapsedMs: 1000,
      cpuUserUs: messagesPerSecond * cpuUsPerMessage,
      cpuSystemUs: 0,
      eventLoopUtilization: 1,
      serverCpuUs: 100_000,
      foreignCpuUs: 0,
      deleted: messagesPerSecond,
      requests: {
        ReceiveMessage: messagesPerSecond / 10,
        DeleteMessageBatch: messagesPerSecond * deletesPerMessage,
      },
    },
    handled: messagesPerSecond,
    peakRssBytes: peakRssMB * 1e6,
    errors: [],
    errorCount: 0,
    queueAfterStop: {
      sent: messagesPerSecond,
      visible: 0,
      inFlight: 0,
      delayed: 0,
      delivered: messagesPerSecond,
      deleted: messagesPerSecond,
      redelivered: 0,
      staleDeletes: 0,
    },
  };
}

export function summaryOf(
  label: string,
  rounds: readonly ReportFigures[],
  disturbed = false,
): ContenderSummary {
  const taken = rounds.map((figures, round): Taken<ClientReport> => ({
    contender: label,
    round,
    report: reportOf(figures),
    discarded: 0,
    disturbed,
  }));
  return summarise(label, taken);
}

import type { Taken } from "../method/alternate.ts";
import { spreadOf, type Spread } from "../method/statistics.ts";
import type { ClientReport } from "./client/run-client.ts";

/** The figures of one run that the tables and targets are made of. */
export interface RunFigures {
  readonly messagesPerSecond: number;
  readonly cpuUsPerMessage: number;
  readonly peakRssMB: number;
  /** Share of a core. */
  readonly clientCpuShare: number;
  readonly serverCpuShare: number;
  readonly foreignCpuShare: number;
  readonly receivesPerMessage: number;
  readonly deletesPerMessage: number;
  /** NaN in a scenario without stamped messages. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export type FigureName = keyof RunFigures;

export interface ContenderSummary {
  readonly label: string;
  readonly figures: readonly RunFigures[];
  readonly spreads: Readonly<Record<FigureName, Spread>>;
  /** Runs thrown away because something else used the machine, and runs kept although it did. */
  readonly discarded: number;
  readonly disturbed: number;
  /** What must not happen in any run: errors, messages handled and not deleted, redeliveries. */
  readonly faults: readonly string[];
}

export function figuresOf({ window, peakRssBytes }: ClientReport): RunFigures {
  const {
    messages,
    elapsedMs,
    cpuUserUs,
    cpuSystemUs,
    serverCpuUs,
    foreignCpuUs,
    requests,
    latencies,
  } = window;
  const elapsedUs = elapsedMs * 1000;
  const cpuUs = cpuUserUs + cpuSystemUs;
  const deletes = (requests["DeleteMessage"] ?? 0) + (requests["DeleteMessageBatch"] ?? 0);
  return {
    messagesPerSecond: (messages / elapsedMs) * 1000,
    cpuUsPerMessage: cpuUs / messages,
    peakRssMB: peakRssBytes / 1e6,
    clientCpuShare: cpuUs / elapsedUs,
    serverCpuShare: serverCpuUs / elapsedUs,
    foreignCpuShare: foreignCpuUs / elapsedUs,
    receivesPerMessage: (requests["ReceiveMessage"] ?? 0) / messages,
    deletesPerMessage: deletes / window.deleted,
    p50Ms: latencies?.p50Ms ?? Number.NaN,
    p99Ms: latencies?.p99Ms ?? Number.NaN,
  };
}

export function summarise(label: string, runs: readonly Taken<ClientReport>[]): ContenderSummary {
  const figures = runs.map(({ report }) => figuresOf(report));
  const [first] = figures;
  if (first === undefined) throw new RangeError(`${label} has not been measured`);
  const names = Object.keys(first) as FigureName[];
  return {
    label,
    figures,
    spreads: Object.fromEntries(
      names.map((name) => [name, spreadOf(figures.map((each) => each[name]))]),
    ) as Record<FigureName, Spread>,
    discarded: runs.reduce((sum, { discarded }) => sum + discarded, 0),
    disturbed: runs.filter(({ disturbed }) => disturbed).length,
    faults: runs.flatMap(({ round, report }) =>
      findFaults(report).map((fault) => `round ${round + 1}: ${fault}`),
    ),
  };
}

export function findFaults({
  handled,
  queueAfterStop,
  errorCount,
  errors,
}: ClientReport): readonly string[] {
  const { deleted, redelivered } = queueAfterStop;
  const faults: string[] = [];
  if (handled !== deleted) faults.push(`${handled} messages handled, ${deleted} deleted`);
  if (redelivered > 0) faults.push(`${redelivered} messages delivered again`);
  if (errorCount > 0) faults.push(`${errorCount} errors, first: ${errors[0]}`);
  return faults;
}

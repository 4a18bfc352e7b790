import type { QueueCounts } from "../server/bench-queue.ts";
import { parseParameters, type ClientParameters } from "./client-parameters.ts";
import { Gauge } from "./gauge.ts";
import { measureWindow, type MeasuredWindow } from "./measure-window.ts";
import { ServerControl } from "./server-control.ts";

/** Ends when no more message will be handled and every acknowledgement has been answered. */
export type StopClient = () => Promise<void>;

export type StartClient = (parameters: ClientParameters, gauge: Gauge) => Promise<StopClient>;

/** The line that a client prints when it is done. */
export interface ClientReport {
  readonly window: MeasuredWindow;
  readonly handled: number;
  readonly peakRssBytes: number;
  /** At most ten, with the number of all. */
  readonly errors: readonly string[];
  readonly errorCount: number;
  /** The queue after the client has stopped: handled and not deleted is an acknowledgement lost. */
  readonly queueAfterStop: QueueCounts;
}

const stopDeadlineMs = 25_000;

/** The main of a client's process: start, warm up, measure, stop, print one line. */
export async function runClient(start: StartClient): Promise<void> {
  const parameters = parseParameters(process.argv.slice(2));
  const gauge = new Gauge();
  const control = new ServerControl(parameters.queueUrl);
  const stop = await start(parameters, gauge);
  const window = await measureWindow(parameters, gauge, control);
  const alarm = setTimeout(() => {
    process.stderr.write(`the client did not stop within ${stopDeadlineMs} ms\n`);
    process.exit(1);
  }, stopDeadlineMs);
  await stop();
  clearTimeout(alarm);
  const report: ClientReport = {
    window,
    handled: gauge.handled,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    errors: gauge.errors.slice(0, 10),
    errorCount: gauge.errors.length,
    queueAfterStop: await control.stats(),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

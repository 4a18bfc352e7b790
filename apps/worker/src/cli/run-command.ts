import { ConfigurationError, describeError, MillraceError } from "@millrace/core/connector";
import type { Logger } from "pino";

import { loadConfig } from "../config/load-config.ts";
import { createLogger } from "../log/create-logger.ts";
import { startWorker, type WorkerReport } from "../run/start-worker.ts";
import { exitCodes } from "./exit-codes.ts";
import type { LostOutput } from "./lost-output.ts";
import { listenForStop, type StopSignal } from "./stop-signals.ts";

export interface RunFlags {
  readonly traceConsole: boolean;
}

/**
 * `millrace run`: runs until a signal, then drains.
 * @param output a worker that cannot say what it does ends.
 * @returns the exit code.
 * @throws ConfigFileError for the caller to print.
 */
export async function run(file: string, flags: RunFlags, output: LostOutput): Promise<number> {
  const config = await loadConfig(file, process.env);
  const logger = createLogger(config.log);
  const stop = listenForStop((signal) => logger.warn(`${signal} again: stopping without a drain`));
  logger.info(
    { file, mappings: config.mappings.map(({ name }) => name) },
    `${file}: ${config.mappings.map(({ name }) => name).join(", ")}`,
  );
  let worker;
  try {
    worker = await startWorker(config, {
      logger,
      env: process.env,
      traceConsole: flags.traceConsole,
      signal: AbortSignal.any([stop.signal, output.signal]),
    });
  } catch (error) {
    // The text of an error of ours is complete; another one's place in the code may help.
    const fields = error instanceof MillraceError ? { code: error.code } : { err: error };
    logger.fatal(fields, `cannot start: ${describeError(error)}`);
    return error instanceof ConfigurationError
      ? exitCodes.badConfiguration
      : exitCodes.startupFailure;
  }
  const why = await Promise.race([
    stop.received,
    worker.failed.then(() => "failure" as const),
    output.lost.then(() => "lost output" as const),
  ]);
  sayWhy(why, logger);
  const report = await worker.close();
  tell(report, logger);
  if (why === "failure" || why === "lost output") return exitCodes.runtimeFailure;
  const complete = report.mappings.every(({ abandoned }) => abandoned === 0);
  return complete ? exitCodes.drained : exitCodes.drainIncomplete;
}

function sayWhy(why: StopSignal | "failure" | "lost output", logger: Logger): void {
  if (why === "lost output") return;
  if (why === "failure") logger.error("stopping: the process is in an unknown state");
  else logger.info({ signal: why }, `${why}: draining; a second signal stops at once`);
}

function tell(report: WorkerReport, logger: Logger): void {
  for (const { name, finished, released, abandoned, tookMs } of report.mappings) {
    const text = `${name}: finished ${finished}, released ${released}, abandoned ${abandoned}, took ${(tookMs / 1000).toFixed(1)} s`;
    const fields = { mapping: name, finished, released, abandoned, tookMs: Math.round(tookMs) };
    if (abandoned === 0) logger.info(fields, text);
    else logger.error(fields, `${text}; what was abandoned comes again when its leases end`);
  }
}

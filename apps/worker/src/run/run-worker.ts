import { systemClock } from "@millrace/core/connector";
import type { Logger } from "pino";

import { loadConfig } from "../config/load-config.ts";
import { createLogger, type LogOutput } from "../log/create-logger.ts";
import { type RunningWorker, startWorker, type StartOptions } from "./start-worker.ts";

/** Options of {@link runWorker}. All have defaults that suit a program of its own. */
export interface WorkerOptions {
  /** Where `${NAME}` and OTEL_* variables are read. Default: the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: a logger as the file's `log:` says, to `logOutput`. */
  readonly logger?: Logger;
  /** Where log lines go. Default: standard output. */
  readonly logOutput?: LogOutput;
  /** Prints spans to standard error, one line each. Default false. */
  readonly traceConsole?: boolean;
  /** Closes the worker while it starts; afterwards use `close()`. */
  readonly signal?: AbortSignal;
  /** Called with each mapping before it starts, to listen to it. */
  readonly onMapping?: StartOptions["onMapping"];
}

/**
 * Runs a configuration file in this process, as `millrace run` does, without its signals and exit codes.
 * While it runs, failures that handlers leave behind fail their calls rather than the process.
 *
 * @param file relative to the working directory.
 * @throws ConfigFileError with every problem of the file.
 * @throws what {@link startWorker} throws.
 */
export async function runWorker(file: string, options: WorkerOptions = {}): Promise<RunningWorker> {
  const { env = process.env, traceConsole = false, onMapping } = options;
  const config = await loadConfig(file, env);
  return startWorker(config, {
    logger: options.logger ?? createLogger(config.log, options.logOutput),
    env,
    traceConsole,
    signal: options.signal ?? new AbortController().signal,
    onMapping,
    clock: systemClock,
  });
}

import type { Clock, DrainReport, Mapping } from "@millrace/core";
import { ConfigurationError, sleep, systemClock } from "@millrace/core/connector";
import type { Logger } from "pino";

import type { WorkerConfig } from "../config/worker-config.ts";
import { serveProbes } from "../http/serve-probes.ts";
import { logMapping } from "../log/log-mapping.ts";
import { recordMetrics } from "../telemetry/record-metrics.ts";
import { startTelemetry, type Telemetry } from "../telemetry/start-telemetry.ts";
import { createMappings } from "./create-mappings.ts";
import { guardProcess } from "./guard-process.ts";
import { MappingProbes } from "./mapping-probes.ts";

export interface StartOptions {
  readonly logger: Logger;
  /** Where OTEL_* variables are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Prints spans to standard error. */
  readonly traceConsole: boolean;
  /** Aborted to close a worker that is still starting. */
  readonly signal: AbortSignal;
  /** Called with each mapping before it starts, to listen to it. */
  readonly onMapping?: ((mapping: Mapping) => void) | undefined;
  readonly clock?: Clock;
}

/** What became of each mapping's messages in hand. */
export interface WorkerReport {
  readonly mappings: readonly (DrainReport & { readonly name: string })[];
}

export interface RunningWorker {
  readonly mappings: readonly Mapping[];
  /** Where the probes are served; absent with `http: false`. */
  readonly url: string | undefined;
  /** Resolves with an error that belongs to no call: the worker must be closed. Else never. */
  readonly failed: Promise<unknown>;
  /** Drains every mapping. Idempotent. */
  close(): Promise<WorkerReport>;
}

const telemetryFlushMs = 5_000;

/**
 * Runs the mappings of a configuration in this process, with log, metrics and probes.
 *
 * @throws StartupError when the probes cannot be served.
 * @throws SourceError or ConfigurationError when a source cannot be used; everything is closed then.
 */
export async function startWorker(
  config: WorkerConfig,
  options: StartOptions,
): Promise<RunningWorker> {
  const { logger, env, traceConsole, signal, clock = systemClock } = options;
  const failed = Promise.withResolvers<unknown>();
  const guard = guardProcess(logger, failed.resolve);
  const telemetry = startTelemetry({
    env,
    traceConsole,
    write: (line) => process.stderr.write(line),
    warn: (message) => logger.warn(message),
  });
  const mappings = createMappings(config, clock);
  const probes = new MappingProbes(mappings, clock);
  for (const [index, mapping] of mappings.entries()) {
    logMapping(mapping, logger, clock);
    const source = config.mappings[index]?.source;
    if (source !== undefined) recordMetrics(mapping, source);
    options.onMapping?.(mapping);
  }

  const end = async (): Promise<WorkerReport> => {
    probes.beginDrain();
    const reports = await Promise.all(
      mappings.map(async (mapping) => ({ name: mapping.name, ...(await mapping.close()) })),
    );
    await server?.close();
    await flush(telemetry, clock);
    guard.stop();
    return { mappings: reports };
  };
  let closing: Promise<WorkerReport> | undefined;
  const close = (): Promise<WorkerReport> => (closing ??= end());

  let server: Awaited<ReturnType<typeof serveProbes>> | undefined;
  try {
    server = config.http === false ? undefined : await serveProbes(config.http, probes);
    if (server !== undefined) logger.info({ url: server.url }, `probes at ${server.url}/readyz`);
    await startAll(mappings, close, signal);
  } catch (error) {
    await close();
    throw error;
  }
  return { mappings, url: server?.url, failed: failed.promise, close };
}

/** All at once: a source that does not answer keeps no other waiting. */
async function startAll(
  mappings: readonly Mapping[],
  close: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const onAbort = (): void => void close();
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const started = await Promise.allSettled(mappings.map((mapping) => mapping.start()));
  signal.removeEventListener("abort", onAbort);
  if (signal.aborted) return;
  const errors = started.flatMap((result) =>
    result.status === "rejected" ? [result.reason as unknown] : [],
  );
  if (errors.length === 0) return;
  throw errors.find((error) => error instanceof ConfigurationError) ?? errors[0];
}

/** A collector that does not answer may not keep the process. */
async function flush(telemetry: Telemetry, clock: Clock): Promise<void> {
  const done = new AbortController();
  const shutdown = telemetry.shutdown().finally(() => done.abort());
  const deadline = sleep(clock, telemetryFlushMs, done.signal).catch(() => {});
  await Promise.race([shutdown, deadline]);
}

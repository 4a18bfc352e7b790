/** The worker as a library: what the `millrace` command runs. */
export { loadConfig } from "./config/load-config.ts";
export type { Problem, Span } from "./config/problem.ts";
export { ConfigFileError } from "./config/problem.ts";
export type { FunctionConfig, MappingConfig, WorkerConfig } from "./config/worker-config.ts";
export type { HttpOptions, LogFormat, LogLevel } from "./config/worker-schema.ts";
export { HandlerLoadError } from "./handlers/handler-load-error.ts";
export { loadHandler } from "./handlers/load-handler.ts";
export type { LogOutput } from "./log/create-logger.ts";
export { runWorker } from "./run/run-worker.ts";
export type { WorkerOptions } from "./run/run-worker.ts";
export type { RunningWorker, WorkerReport } from "./run/start-worker.ts";
export { StartupError } from "./run/startup-error.ts";

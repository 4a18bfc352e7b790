import { z } from "zod";

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

export const logFormats = ["json", "pretty"] as const;
export type LogFormat = (typeof logFormats)[number];

const mebibyte = 1024 * 1024;

export interface HttpOptions {
  /** Address to listen on. Default 127.0.0.1; 0.0.0.0 for a container. */
  readonly host?: string | undefined;
  /** 0 to 65,535; 0 takes a free port. Default 4680. */
  readonly port?: number | undefined;
  /** Names that a request's Host header may have, besides localhost, the host above and IP addresses. */
  readonly allowedHosts?: string[] | undefined;
}

/** The keys of the file beside `mappings`, after the schema. */
export interface WorkerKeys {
  mappings: Record<string, unknown>;
  http?: HttpOptions | undefined;
  log?: { level?: LogLevel | undefined; format?: LogFormat | undefined } | undefined;
  limits?: { records?: number | undefined; bytes?: number | undefined } | undefined;
  drainTimeoutInSeconds?: number | undefined;
}

export const httpSchema: z.ZodType<HttpOptions> = z.strictObject({
  host: z
    .string()
    .min(1)
    .optional()
    .describe("Address to listen on. Default 127.0.0.1; 0.0.0.0 for a container."),
  port: z.int().min(0).max(65_535).optional().describe("0 takes a free port. Default 4680."),
  allowedHosts: z
    .array(z.string().min(1))
    .optional()
    .describe("Names that the Host header may have, besides localhost and IP addresses."),
});

/** Everything but the inside of a mapping, which depends on its source. `http: false` is taken out before. */
export const workerSchema: z.ZodType<WorkerKeys> = z.strictObject({
  mappings: z.record(z.string(), z.unknown()).describe("Event source mappings by name."),
  http: httpSchema.optional().describe("Where /livez and /readyz are served; false: nowhere."),
  log: z
    .strictObject({
      level: z.enum(logLevels).optional().describe("Default info."),
      format: z
        .enum(logFormats)
        .optional()
        .describe("Default: pretty on a terminal, otherwise JSON lines."),
    })
    .optional(),
  limits: z
    .strictObject({
      records: z.int().min(1).optional().describe("Records held at once. Default 100,000."),
      bytes: z.int().min(mebibyte).optional().describe("Bytes held at once. Default 512 MiB."),
    })
    .optional()
    .describe("What all mappings together may hold in memory."),
  drainTimeoutInSeconds: z
    .int()
    .min(0)
    .max(43_200)
    .optional()
    .describe("For mappings that do not set it themselves. Default 25."),
});

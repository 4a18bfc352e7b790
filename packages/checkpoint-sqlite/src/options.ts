import {
  ConfigurationError,
  type ConfigurationIssue,
  toConfigurationIssues,
} from "@millrace/core/connector";
import { z } from "zod";

export interface SqliteStoreOptions {
  /**
   * Path of the file; it is made when it is not there, its folder is not. On a disk of this machine: SQLite's
   * locks do not hold on network file systems.
   */
  readonly file: string;
  /**
   * Milliseconds that a write waits for another process to finish its own, 0 to 60,000. The process stands
   * still meanwhile, and a write of another worker takes about one. Default 2,000.
   */
  readonly busyTimeoutMs?: number | undefined;
}

export interface CheckedOptions {
  readonly file: string;
  readonly busyTimeoutMs: number;
}

const where = "checkpoint store (SQLite)";
const defaultBusyTimeoutMs = 2_000;

const schema = z.strictObject({
  file: z
    .string()
    .min(1)
    .refine((file) => !file.includes("\0"), { error: "must not hold a NUL character" })
    // SQLite takes these names for something else than a file, without a word.
    .refine((file) => file !== ":memory:" && !file.startsWith("file:"), {
      error: "must be the path of a file, not :memory: or a URL",
    }),
  busyTimeoutMs: z.int().min(0).max(60_000).optional(),
});

/** @throws ConfigurationError with every option that is refused. */
export function checkOptions(options: SqliteStoreOptions): CheckedOptions {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    throw new ConfigurationError(toConfigurationIssues(parsed.error, schema, options), where);
  }
  const { file, busyTimeoutMs = defaultBusyTimeoutMs } = parsed.data;
  return { file, busyTimeoutMs };
}

/** The file is there, or its name is, and it cannot be used. */
export function refuseFile(
  file: string,
  refusal: Pick<ConfigurationIssue, "problem" | "hint">,
  cause?: unknown,
): ConfigurationError {
  const error = new ConfigurationError([{ option: "file", value: file, ...refusal }], where);
  if (cause !== undefined) error.cause = cause;
  return error;
}

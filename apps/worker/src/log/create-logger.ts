import { type Logger, pino } from "pino";
import { prettyFactory } from "pino-pretty";

import type { LogFormat, LogLevel } from "../config/worker-schema.ts";

export interface LogOptions {
  /** Default `info`. */
  readonly level?: LogLevel | undefined;
  /** Default: pretty on a terminal, JSON lines otherwise. */
  readonly format?: LogFormat | undefined;
}

/** Where log lines go: standard output, unless somebody wants them elsewhere. */
export interface LogOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The log of a worker. Bodies of messages are never written to it. */
export function createLogger(
  { level = "info", format }: LogOptions,
  output: LogOutput = process.stdout,
): Logger {
  const chosen = format ?? (output.isTTY === true ? "pretty" : "json");
  const options = { level, base: { service: "millrace" } };
  if (chosen === "json") return pino(options, { write: (line) => void output.write(line) });
  // Formatted in line: what is written just before the process ends is written.
  const toLine = prettyFactory({
    colorize: output.isTTY === true && process.env["NO_COLOR"] === undefined,
    translateTime: "SYS:HH:MM:ss.l",
    // The text says it all, but for the stack of an error; the fields are for machines.
    include: "time,level,msg,err",
  });
  return pino(options, { write: (line) => void output.write(toLine(disarm(line))) });
}

const escapedBackslash = "\\\\";
const dangerous =
  /\\\\|\\u00[01][\da-f]|\\[bfr]|[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Takes out of a JSON line what a terminal would obey or be led astray by: control characters, but for
 * new lines and tabs, and those that turn the direction of writing. An error's text may come from a message.
 */
function disarm(line: string): string {
  return line.replaceAll(dangerous, (found) => (found === escapedBackslash ? found : "\ufffd"));
}

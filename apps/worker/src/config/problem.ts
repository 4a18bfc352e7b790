import { type AwsError, MillraceError } from "@millrace/core/connector";

/** A stretch of the file's text, as offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One thing that is wrong with a configuration file. */
export interface Problem {
  /** Where in the file; absent when the file itself is the problem. */
  readonly span?: Span;
  /** What is wrong, with which value, and what is allowed. No secrets. */
  readonly message: string;
  readonly hint?: string;
  /** What AWS Lambda itself answers to the same mistake. */
  readonly aws?: AwsError;
}

/** A configuration file that is refused. The message holds every problem, each with its line. */
export class ConfigFileError extends MillraceError {
  readonly file: string;
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[], message: string) {
    super("MILLRACE_INVALID_OPTION", message);
    this.file = file;
    this.problems = problems;
  }
}

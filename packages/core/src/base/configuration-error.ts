import { MillraceError } from "./millrace-error.ts";

/** What AWS Lambda itself answers to the same mistake, for those who match on its texts. */
export interface AwsError {
  readonly code:
    | "InvalidParameterValueException"
    | "ValidationException"
    | "ResourceConflictException"
    | "ResourceNotFoundException";
  readonly message: string;
}

/** One refused option. */
export interface ConfigurationIssue {
  /** camelCase path, such as `scalingConfig.maximumConcurrency`. */
  readonly option: string;
  /** The refused value; absent for an option that is missing. Secrets are never put here. */
  readonly value?: unknown;
  /** What is wrong and what is allowed, in one sentence. */
  readonly problem: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly aws?: AwsError;
}

/** Bad input, refused at start. Holds every problem that was found, the first being the one AWS would name. */
export class ConfigurationError extends MillraceError {
  readonly issues: readonly ConfigurationIssue[];

  constructor(issues: readonly ConfigurationIssue[], where = "mapping") {
    super("MILLRACE_INVALID_OPTION", formatIssues(issues, where));
    this.issues = issues;
  }
}

function formatIssues(issues: readonly ConfigurationIssue[], where: string): string {
  const lines = issues.map((issue) => {
    const value = issue.value === undefined ? "" : ` (got ${showValue(issue.value)})`;
    return `${issue.option}: ${issue.problem}${value}${issue.hint === undefined ? "" : `. ${issue.hint}`}`;
  });
  if (lines.length === 1) return `${where}: ${lines[0]}`;
  return `${where}: ${lines.length} options are refused\n${lines.map((line) => `  - ${line}`).join("\n")}`;
}

const longestShownValue = 80;

/** A value for a message: JSON, cut short. */
export function showValue(value: unknown): string {
  let text: string | undefined;
  try {
    text = typeof value === "function" ? `function ${value.name}` : JSON.stringify(value);
  } catch {
    // A cyclic or BigInt value: its plain form says enough.
  }
  text ??= String(value);
  return text.length > longestShownValue ? `${text.slice(0, longestShownValue)}…` : text;
}

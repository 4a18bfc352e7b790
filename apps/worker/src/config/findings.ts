import { type AwsError, type ConfigurationIssue, showValue } from "@millrace/core/connector";

import type { ConfigFile, Path } from "./config-file.ts";
import { hideUserInfo } from "./hide-user-info.ts";
import type { Problem } from "./problem.ts";

/** What is wrong with the thing at a path. */
export interface Finding {
  readonly problem: string;
  readonly value?: unknown;
  readonly hint?: string;
  readonly aws?: AwsError;
}

/** Collects what is wrong with a file, and gives each its place and its words. */
export class Findings {
  readonly #file: ConfigFile;
  readonly #problems: Problem[];

  constructor(file: ConfigFile) {
    this.#file = file;
    this.#problems = [...file.problems];
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Adds what is wrong with a value. */
  add(path: Path, finding: Finding): void {
    this.#push(path, finding, this.#file.spanOf(path));
  }

  /** Adds what is wrong with a key. */
  addAtKey(path: Path, finding: Finding): void {
    this.#push(path, finding, this.#file.spanOfKey(path));
  }

  /** Adds what core or a connector refuses; its option counts from `base`. */
  addIssue(base: Path, issue: ConfigurationIssue): void {
    const path = [...base, ...parseOption(issue.option)];
    const field = /^has no field (\S+)$/.exec(issue.problem)?.[1];
    if (field !== undefined)
      this.addAtKey([...path, field], { ...issue, problem: "is not an option here" });
    else if (issue.value === undefined) this.addAtKey(path, issue);
    else this.add(path, issue);
  }

  #push(path: Path, finding: Finding, span: Problem["span"]): void {
    if (this.#file.isUnfilled(path)) return;
    const template = this.#file.templateOf(path);
    const shown = template ?? (finding.value === undefined ? undefined : showValue(finding.value));
    const value = shown === undefined ? "" : ` (got ${shown})`;
    const hide = (text: string): string => hideUserInfo(this.#file.hideValues(text));
    const hint = finding.hint ?? hintOfType(finding.problem, template);
    const { aws } = finding;
    this.#problems.push({
      ...(span === undefined ? {} : { span }),
      message: `${path.length === 0 ? "the file" : formatPath(path)} ${hide(finding.problem)}${hide(value)}`,
      ...(hint === undefined ? {} : { hint: hide(hint) }),
      ...(aws === undefined ? {} : { aws: { code: aws.code, message: hide(aws.message) } }),
    });
  }
}

/** A reference in quotes is text, whatever comes from it. */
function hintOfType(problem: string, template: string | undefined): string | undefined {
  if (template === undefined || !/^must be an? (number|integer|boolean)/.test(problem)) return;
  return `In quotes it is text: write it without them, on a line of its own`;
}

export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[\w@/-]+$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** The path of an option's name: `filterCriteria.filters[1].pattern`. */
function parseOption(option: string): (string | number)[] {
  return (option.match(/[^.[\]]+/g) ?? []).map((part) =>
    /^\d+$/.test(part) ? Number(part) : part,
  );
}

import type { LineCounter } from "yaml";

import { hideUserInfo } from "./hide-user-info.ts";
import { ConfigFileError, type Problem, type Span } from "./problem.ts";

/** Lines shown before the one that is meant. */
const linesBefore = 1;
const longestLine = 160;

/** The text of a file, to quote from. */
export interface QuotedFile {
  /** As the user named it. */
  readonly name: string;
  readonly text: string;
  readonly lines: LineCounter;
}

/** Makes one error of all problems, in the order of the file. */
export function toConfigFileError(file: QuotedFile, problems: readonly Problem[]): ConfigFileError {
  const ordered = problems.toSorted((a, b) => (a.span?.start ?? -1) - (b.span?.start ?? -1));
  const texts = ordered.map((problem) => formatProblem(file, problem));
  const count = ordered.length === 1 ? "1 problem" : `${ordered.length} problems`;
  return new ConfigFileError(
    file.name,
    ordered,
    `${texts.join("\n\n")}\n\n${count} in ${file.name}`,
  );
}

function formatProblem(file: QuotedFile, problem: Problem): string {
  const hint = problem.hint === undefined ? [] : [`    ${problem.hint}`];
  if (problem.span === undefined) return [`${file.name}: ${problem.message}`, ...hint].join("\n");
  const { line, col } = file.lines.linePos(problem.span.start);
  const where = `${file.name}:${line}:${col}`;
  return [`${where}: ${problem.message}`, ...quote(file, problem.span), ...hint].join("\n");
}

/** The line that is meant, marked, with a line before it. */
function quote(file: QuotedFile, span: Span): readonly string[] {
  const { line, col } = file.lines.linePos(span.start);
  const all = file.text.split(/\r?\n/);
  const first = Math.max(1, line - linesBefore);
  const width = String(line).length;
  const shown = all.slice(first - 1, line).map((text, index) => {
    const number = String(first + index).padStart(width);
    return `    ${number} | ${hideUserInfo(text).slice(0, longestLine)}`.trimEnd();
  });
  const rest = (all[line - 1] ?? "").length - (col - 1);
  const length = Math.max(1, Math.min(span.end - span.start, rest));
  // A tab before the mark keeps its width whatever the terminal makes of it.
  const indent = (all[line - 1] ?? "").slice(0, col - 1).replaceAll(/[^\t]/g, " ");
  return [...shown, `    ${" ".repeat(width)} | ${indent}${"^".repeat(length)}`];
}

import { FilterPatternError } from "./filter-pattern-error.ts";
import type { StringMatch } from "./member.ts";
import { showNode, type PatternNode } from "./pattern-text.ts";
import { readWildcard } from "./wildcard.ts";

/** The operators that look into a string. All but cidr may also stand inside anything-but. */
export type StringOperator = "prefix" | "suffix" | "equals-ignore-case" | "wildcard";

/**
 * Reads the operand of an operator that looks into a string. `prefix` and `suffix` also take
 * `{"equals-ignore-case": string}`.
 *
 * @throws FilterPatternError
 */
export function readStringMatch(
  operator: StringOperator,
  operand: PatternNode,
  path: string,
): StringMatch {
  const affix = operator === "prefix" || operator === "suffix";
  if (!affix || operand.kind !== "object") return readPlainStringMatch(operator, operand, path);
  const [entry, second] = operand.entries;
  if (entry === undefined || entry.name !== "equals-ignore-case") {
    throw new FilterPatternError({
      reason: `Unsupported ${operator} pattern: ${entry?.name ?? "{}"}; allowed is a string or {"equals-ignore-case": string}`,
      path,
      position: entry?.position ?? operand.position,
    });
  }
  if (second !== undefined) {
    throw new FilterPatternError({
      reason: "Only one key allowed in match expression",
      path,
      position: second.position,
    });
  }
  return { how: `${operator}-ignore-case`, text: readText(entry.name, entry.value, path) };
}

/** As {@link readStringMatch}, for a string alone. */
export function readPlainStringMatch(
  operator: StringOperator,
  operand: PatternNode,
  path: string,
): StringMatch {
  const text = readText(operator, operand, path);
  switch (operator) {
    case "prefix":
    case "suffix":
    case "equals-ignore-case":
      return { how: operator, text };
    case "wildcard": {
      const wildcard = readWildcard(text);
      if ("problem" in wildcard) {
        throw new FilterPatternError({
          reason: `${wildcard.problem}; "*" is any run of characters, "\\*" a star, "\\\\" a backslash; got ${showNode(operand)}`,
          path,
          position: operand.position,
        });
      }
      return { how: "wildcard", parts: wildcard.parts };
    }
    default:
      return operator satisfies never;
  }
}

function readText(operator: string, operand: PatternNode, path: string): string {
  if (operand.kind === "string") return operand.value;
  throw new FilterPatternError({
    reason: `${operator} match pattern must be a string; got ${showNode(operand)}`,
    path,
    position: operand.position,
  });
}

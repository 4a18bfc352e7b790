import { FilterPatternError } from "./filter-pattern-error.ts";
import type { NumericRange } from "./member.ts";
import { comparableNumber } from "./number-text.ts";
import { showNode, type PatternNode } from "./pattern-text.ts";

const allowed = `allowed are ["=", n], ["<", n], ["<=", n], [">", n], [">=", n] and a lower bound followed by an upper one, such as [">", 0, "<=", 5]`;

/**
 * Reads the operand of `numeric`.
 *
 * ```
 * numeric = [ "=" n ] | [ "<" | "<=" n ] | [ ">" | ">=" n ] | [ ">" | ">=" n  "<" | "<=" m ]     with n < m
 * ```
 *
 * @throws FilterPatternError
 */
export function readNumeric(operand: PatternNode, path: string): NumericRange {
  if (operand.kind !== "list")
    throw refuse("Value of numeric must be an array", operand, operand, path);
  const [first, ...rest] = operand.members;
  if (first === undefined)
    throw refuse("Invalid member in numeric match: the list is empty", operand, operand, path);
  if (first.kind !== "string")
    throw refuse(`Invalid member in numeric match: ${showNode(first)}`, first, operand, path);
  const operator = first.value;
  if (!["=", "<", "<=", ">", ">="].includes(operator)) {
    throw refuse(`Unrecognized numeric range operator: ${operator}`, first, operand, path);
  }
  const value = readBound(operator, rest[0], operand, path);
  if (operator === ">" || operator === ">=") {
    const low = { low: value, lowIncluded: operator === ">=" };
    if (rest.length === 1) return { ...low, high: Number.POSITIVE_INFINITY, highIncluded: false };
    return { ...low, ...readUpperBound(value, rest.slice(1), operand, path) };
  }
  if (rest.length > 1)
    throw refuse("Too many elements in numeric expression", rest[1] ?? operand, operand, path);
  if (operator === "=") return { low: value, lowIncluded: true, high: value, highIncluded: true };
  return {
    low: Number.NEGATIVE_INFINITY,
    lowIncluded: false,
    high: value,
    highIncluded: operator === "<=",
  };
}

function readUpperBound(
  low: number,
  members: readonly PatternNode[],
  operand: PatternNode,
  path: string,
): Pick<NumericRange, "high" | "highIncluded"> {
  const [first, second, third] = members;
  if (first?.kind !== "string")
    throw refuse(
      `Bad value in numeric range: ${first?.text ?? ""}`,
      first ?? operand,
      operand,
      path,
    );
  const operator = first.value;
  if (operator !== "<" && operator !== "<=")
    throw refuse(`Bad numeric range operator: ${operator}`, first, operand, path);
  const high = readBound(operator, second, operand, path);
  if (third !== undefined)
    throw refuse("Too many terms in numeric range expression", third, operand, path);
  if (low >= high) throw refuse("Bottom must be less than top", second ?? operand, operand, path);
  return { high, highIncluded: operator === "<=" };
}

function readBound(
  operator: string,
  node: PatternNode | undefined,
  operand: PatternNode,
  path: string,
): number {
  if (node?.kind !== "number") {
    const name = operator === "=" ? "equals" : operator;
    throw refuse(`Value of ${name} must be numeric`, node ?? operand, operand, path);
  }
  const value = comparableNumber(node.text);
  if (value === undefined) {
    throw new FilterPatternError({
      reason: `Cannot compare number : ${node.text}; allowed are numbers that a double holds exactly as written, up to 17 digits`,
      path,
      position: node.position,
    });
  }
  return value;
}

function refuse(
  problem: string,
  at: PatternNode,
  operand: PatternNode,
  path: string,
): FilterPatternError {
  return new FilterPatternError({
    reason: `${problem}; got ${showNode(operand)}, ${allowed}`,
    path,
    position: at.position,
  });
}

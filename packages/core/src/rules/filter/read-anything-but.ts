import { FilterPatternError } from "./filter-pattern-error.ts";
import type { Member, StringMatch } from "./member.ts";
import { comparableNumber } from "./number-text.ts";
import { showNode, type Entry, type ObjectNode, type PatternNode } from "./pattern-text.ts";
import { readPlainStringMatch, type StringOperator } from "./read-string-match.ts";

const allowed = `allowed are a string, a number, a list of one of the two, or {"prefix" | "suffix" | "equals-ignore-case" | "wildcard": string or list of strings}`;
const innerOperators: readonly StringOperator[] = [
  "prefix",
  "suffix",
  "equals-ignore-case",
  "wildcard",
];

/**
 * Reads the operand of `anything-but`.
 *
 * ```
 * anything-but = string | number | [string+] | [number+] | { inner: string | [string+] }
 * inner        = "prefix" | "suffix" | "equals-ignore-case" | "wildcard"
 * ```
 *
 * @throws FilterPatternError
 */
export function readAnythingBut(operand: PatternNode, path: string): Member {
  switch (operand.kind) {
    case "string":
    case "number":
      return readExcluded([operand], operand, path);
    case "list":
      return readExcluded(operand.members, operand, path);
    case "object":
      return { kind: "anything-but-texts", matches: readInner(operand, path) };
    case "true":
    case "false":
    case "null":
      throw refuse(
        "Value of anything-but must be an array or single string/number value",
        operand,
        path,
      );
    default:
      return operand satisfies never;
  }
}

function readExcluded(members: readonly PatternNode[], operand: PatternNode, path: string): Member {
  const strings: string[] = [];
  const numbers: number[] = [];
  for (const member of members) {
    if (member.kind === "string") strings.push(member.value);
    else if (member.kind === "number") numbers.push(readExcludedNumber(member, path));
    else
      throw refuse("Inside anything but list, start|null|boolean is not supported", member, path);
  }
  if (strings.length > 0 === numbers.length > 0) {
    throw refuse(
      "Inside anything but list, either all values are number or string, mixed type is not supported",
      operand,
      path,
    );
  }
  return strings.length > 0
    ? { kind: "anything-but-strings", values: strings }
    : { kind: "anything-but-numbers", values: numbers };
}

function readExcludedNumber(node: PatternNode, path: string): number {
  const value = comparableNumber(node.text);
  if (value === undefined) throw refuse(`Cannot compare number : ${node.text}`, node, path);
  return value;
}

function readInner(operand: ObjectNode, path: string): readonly StringMatch[] {
  const [entry, second] = operand.entries;
  if (entry === undefined) throw refuse("Anything-But expression name not found", operand, path);
  const operator = innerOperators.find((known) => known === entry.name);
  if (operator === undefined)
    throw refuse(`Unsupported anything-but pattern: ${entry.name}`, operand, path);
  if (second !== undefined) throw refuse("Only one key allowed in match expression", operand, path);
  return readInnerTexts(operator, entry, path);
}

function readInnerTexts(
  operator: StringOperator,
  entry: Entry,
  path: string,
): readonly StringMatch[] {
  const texts = entry.value.kind === "list" ? entry.value.members : [entry.value];
  // AWS's compiler lets an empty list here through and then fails with a null pointer.
  if (texts.length === 0)
    throw refuse(`Empty arrays are not allowed under ${operator}`, entry.value, path);
  return texts.map((text) => {
    if (
      text.kind === "string" &&
      text.value === "" &&
      (operator === "prefix" || operator === "suffix")
    ) {
      throw refuse("Null prefix/suffix not allowed", text, path);
    }
    return readPlainStringMatch(operator, text, path);
  });
}

function refuse(problem: string, at: PatternNode, path: string): FilterPatternError {
  return new FilterPatternError({
    reason: `${problem}; got ${showNode(at)}, ${allowed}`,
    path,
    position: at.position,
  });
}

import { readAddressBlock } from "./address-block.ts";
import { FilterPatternError } from "./filter-pattern-error.ts";
import type { Member } from "./member.ts";
import { showNode, type Entry, type ObjectNode, type PatternNode } from "./pattern-text.ts";
import { readAnythingBut } from "./read-anything-but.ts";
import { readNumeric } from "./read-numeric.ts";
import { readStringMatch } from "./read-string-match.ts";

const operators = [
  "prefix",
  "suffix",
  "equals-ignore-case",
  "wildcard",
  "numeric",
  "exists",
  "cidr",
  "anything-but",
] as const;
type Operator = (typeof operators)[number];

/** True for the names that may stand in an object inside a list. */
export function isOperator(name: string): boolean {
  return operators.some((known) => known === name);
}

/**
 * Reads one member of a field's list.
 *
 * ```
 * member   = string | number | true | false | null | operator
 * operator = { "prefix" | "suffix": string | {"equals-ignore-case": string} }
 *          | { "equals-ignore-case" | "wildcard" | "cidr": string }
 *          | { "numeric": [...] } | { "exists": true | false } | { "anything-but": ... }
 * ```
 *
 * @param path where the list stands, for the error.
 * @throws FilterPatternError
 */
export function readMember(node: PatternNode, path: string): Member {
  switch (node.kind) {
    case "string":
      return { kind: "string", value: node.value };
    case "number":
      return { kind: "number", text: node.text };
    case "true":
    case "false":
    case "null":
      return { kind: node.kind };
    case "list":
      throw refuse(
        `Match value must be String, number, true, false, or null: a list cannot stand inside a list; got ${showNode(node)}`,
        path,
        node.position,
      );
    case "object":
      return readOperator(node, path);
    default:
      return node satisfies never;
  }
}

function readOperator(node: ObjectNode, path: string): Member {
  const [entry, second] = node.entries;
  if (entry === undefined) {
    throw refuse(
      `Match expression name not found: {} needs one of ${operators.join(", ")}`,
      path,
      node.position,
    );
  }
  if (second !== undefined) {
    throw refuse(
      `Only one key allowed in match expression: got "${entry.name}" and "${second.name}"; write an object for each`,
      path,
      second.position,
    );
  }
  const operator = operators.find((known) => known === entry.name);
  if (operator === undefined) throw refuse(unknownOperator(entry.name), path, entry.position);
  return readOperand(operator, entry, path);
}

function readOperand(operator: Operator, entry: Entry, path: string): Member {
  const operand = entry.value;
  switch (operator) {
    case "prefix":
    case "suffix":
    case "equals-ignore-case":
    case "wildcard":
      return { kind: "text", match: readStringMatch(operator, operand, path) };
    case "numeric":
      return { kind: "numeric", range: readNumeric(operand, path) };
    case "exists":
      if (operand.kind !== "true" && operand.kind !== "false") {
        throw refuse(
          `exists match pattern must be either true or false; got ${showNode(operand)}`,
          path,
          operand.position,
        );
      }
      return { kind: "exists", present: operand.kind === "true" };
    case "cidr":
      return readCidr(operand, path);
    case "anything-but":
      return readAnythingBut(operand, path);
    default:
      return operator satisfies never;
  }
}

function readCidr(operand: PatternNode, path: string): Member {
  if (operand.kind !== "string") {
    throw refuse(
      `cidr match pattern must be a string such as "10.0.0.0/8"; got ${showNode(operand)}`,
      path,
      operand.position,
    );
  }
  const block = readAddressBlock(operand.value);
  if ("problem" in block) {
    throw refuse(
      `${block.problem}; got ${showNode(operand)}, allowed is an IPv4 address with /0 to /31 or an IPv6 address with /0 to /127`,
      path,
      operand.position,
    );
  }
  return { kind: "cidr", block };
}

function unknownOperator(name: string): string {
  const allowed = `operators are ${operators.join(", ")}`;
  if (name === "exactly")
    return `Unrecognized match type exactly: write the plain string; ${allowed}`;
  return `Unrecognized match type ${name}: ${allowed}`;
}

function refuse(reason: string, path: string, position: number): FilterPatternError {
  return new FilterPatternError({ reason, path, position });
}

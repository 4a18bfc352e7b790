import { FilterPatternError } from "./filter-pattern-error.ts";
import {
  maximumFieldsPerRule,
  maximumPatternLength,
  type FilterPattern,
  type FilterRule,
} from "./filter-pattern.ts";
import { lowerPattern } from "./lower-pattern.ts";
import { readPatternText, showNode } from "./pattern-text.ts";

/**
 * Reads an event pattern in Amazon EventBridge's language, as AWS Lambda's event filtering takes it.
 *
 * @param text JSON, at most 4,096 characters.
 * @throws FilterPatternError saying where the pattern is wrong and what is allowed there.
 */
export function parsePattern(text: string): FilterPattern {
  // AWS counts characters; a text has at most as many as UTF-16 units.
  if (text.length > maximumPatternLength) {
    const length = Array.from(text).length;
    if (length > maximumPatternLength) {
      throw refuse(
        `the pattern has ${length} characters, allowed are ${maximumPatternLength}`,
        maximumPatternLength,
      );
    }
  }
  if (text.trim() === "")
    throw refuse(
      `the pattern is empty, allowed is an object such as {"body": {"kind": ["order"]}}`,
      0,
    );
  const root = readPatternText(text);
  if (root.kind !== "object") {
    throw refuse(
      `Filter is not an object; got ${showNode(root)}, allowed is an object such as {"body": {"kind": ["order"]}}`,
      root.position,
    );
  }
  return { text, rules: lowerPattern(root).map(checkFields) };
}

function checkFields(rule: FilterRule): FilterRule {
  const excess = rule[maximumFieldsPerRule];
  if (excess === undefined) return rule;
  throw refuse(
    `the pattern asks about ${rule.length} fields at once, allowed are ${maximumFieldsPerRule}`,
    excess.position,
  );
}

function refuse(reason: string, position: number): FilterPatternError {
  return new FilterPatternError({ reason, path: "", position });
}

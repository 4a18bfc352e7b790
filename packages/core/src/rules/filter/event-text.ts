import { hasIncomparableNumber, parseKeepingNumbers } from "./number-keeping-json.ts";

/** Deeper text is no JSON to AWS's engine either. */
const maximumDepth = 1_000;

/**
 * Reads the text of an event: an object or a list. Anything else, also a scalar such as `123`, is plain
 * text to a filter. Of equal keys the last counts.
 *
 * @param keepsNumberText numbers that are not comparable become {@link NumberText}; needed only when a
 *   condition looks at numbers.
 * @returns undefined when the text is not JSON, is a scalar, or is nested deeper than 1,000 levels.
 */
export function readEventText(text: string, keepsNumberText: boolean): object | undefined {
  if (!beginsStructure(text) || isTooDeep(text)) return undefined;
  let value: object;
  try {
    value = JSON.parse(text) as object;
  } catch {
    // Not JSON: the caller treats it as plain text, which needs no reason.
    return undefined;
  }
  return keepsNumberText && hasIncomparableNumber(text)
    ? (parseKeepingNumbers(text) as object)
    : value;
}

/** The first character that is not blank opens an object or a list. */
function beginsStructure(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "{" || character === "[") return true;
    if (character !== " " && character !== "\n" && character !== "\r" && character !== "\t")
      return false;
  }
  return false;
}

function isTooDeep(text: string): boolean {
  // Each level takes two characters, and a bracket that opens it.
  if (text.length < 2 * maximumDepth || !hasMoreThan(maximumDepth, text)) return false;
  let depth = 0;
  let insideString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (insideString) {
      if (character === "\\") at += 1;
      else if (character === '"') insideString = false;
    } else if (character === '"') {
      insideString = true;
    } else if (character === "{" || character === "[") {
      depth += 1;
      if (depth > maximumDepth) return true;
    } else if (character === "}" || character === "]") {
      depth -= 1;
    }
  }
  return false;
}

/** Whether the text has more opening brackets than that, in strings or not. */
function hasMoreThan(count: number, text: string): boolean {
  let found = 0;
  for (const bracket of ["{", "["]) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      found += 1;
      if (found > count) return true;
    }
  }
  return false;
}

import { findLiteral } from "./find-literal.ts";

/** A wildcard pattern cut at its stars: `a*b` is `["a", "b"]`; one part means no star. */
export type WildcardReading = { readonly parts: readonly string[] } | { readonly problem: string };

/**
 * Reads a wildcard: `*` is any run of characters, `\*` a star, `\\` a backslash, nothing else is
 * special. Positions in problems count UTF-8 bytes with the opening quote as 0, as AWS's engine does.
 * Source: aws/event-ruler 2.1.0, WildcardParser.
 */
export function readWildcard(pattern: string): WildcardReading {
  const parts: string[] = [];
  let part = "";
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const next = pattern.charAt(at + 1);
    if (character === "*") {
      if (next === "*")
        return { problem: `Consecutive wildcard characters at pos ${bytesBefore(pattern, at)}` };
      parts.push(part);
      part = "";
    } else if (character === "\\") {
      if (next !== "*" && next !== "\\")
        return { problem: `Invalid escape character at pos ${bytesBefore(pattern, at)}` };
      part += next;
      at += 1;
    } else {
      part += character;
    }
  }
  parts.push(part);
  return { parts };
}

function bytesBefore(pattern: string, at: number): number {
  return 1 + Buffer.byteLength(pattern.slice(0, at));
}

/**
 * Whether a text is the parts in order with anything between them.
 *
 * The outer parts are anchored; each middle part is taken at its leftmost place after the one
 * before, which never costs a match, so that the text is gone over once. A regular expression made
 * from the pattern would try every combination of places: minutes for five stars on 400 characters.
 *
 * @param parts at least one; from {@link readWildcard}.
 */
export function matchesWildcard(parts: readonly string[], text: string): boolean {
  const first = parts[0] ?? "";
  if (parts.length === 1) return text === first;
  const last = parts[parts.length - 1] ?? "";
  const end = text.length - last.length;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (let index = 1; index < parts.length - 1; index += 1) {
    const part = parts[index] ?? "";
    const found = findLiteral(part, text, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
}

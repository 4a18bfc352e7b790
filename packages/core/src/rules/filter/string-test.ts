import { CaseInsensitiveText } from "./ignore-case.ts";
import type { StringMatch } from "./member.ts";
import { matchesWildcard } from "./wildcard.ts";

/** Makes the test of one string out of what an operator looks for. */
export function stringTest(match: StringMatch): (value: string) => boolean {
  switch (match.how) {
    case "prefix":
      return (value) => value.startsWith(match.text);
    case "suffix":
      return (value) => value.endsWith(match.text);
    case "equals-ignore-case": {
      const text = new CaseInsensitiveText(match.text);
      return (value) => text.equals(value);
    }
    case "prefix-ignore-case": {
      const text = new CaseInsensitiveText(match.text);
      return (value) => text.isPrefixOf(value);
    }
    case "suffix-ignore-case": {
      const text = new CaseInsensitiveText(match.text);
      return (value) => text.isSuffixOf(value);
    }
    case "wildcard":
      return (value) => matchesWildcard(match.parts, value);
    default:
      return match satisfies never;
  }
}

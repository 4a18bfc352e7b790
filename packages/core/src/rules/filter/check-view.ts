import { isIn } from "./compiled-patterns.ts";
import { FilterPatternError } from "./filter-pattern-error.ts";
import type { FilterField, FilterPattern, FilterRule } from "./filter-pattern.ts";
import type { DataField, FilterView } from "../../model/filter-view.ts";

/**
 * Refuses what a source cannot answer: a list put to data that must be JSON, and a rule that takes
 * the same data for plain text and for JSON.
 *
 * @throws FilterPatternError
 */
export function checkAgainstView(pattern: FilterPattern, view: FilterView): void {
  for (const rule of pattern.rules) {
    for (const field of view.data ?? []) checkDataField(rule, field);
  }
}

function checkDataField(rule: FilterRule, data: DataField): void {
  const plain = rule.find(({ path }) => path === data.name);
  if (plain === undefined) return;
  if (data.encoding === "none" || data.plainPatterns === "refused") {
    throw refuse(
      plain,
      `${data.name} holds JSON on this source: name a field inside it, such as {"${data.name}": {"field": [...]}}`,
    );
  }
  const inside = rule.find(({ path }) => path !== data.name && isIn(data.name, path));
  if (inside !== undefined) {
    throw refuse(
      inside,
      `${data.name} is asked for as plain text and as JSON at once: no record can be both; use two patterns`,
    );
  }
}

function refuse(field: FilterField, reason: string): FilterPatternError {
  return new FilterPatternError({ reason, path: field.writtenAt, position: field.position });
}

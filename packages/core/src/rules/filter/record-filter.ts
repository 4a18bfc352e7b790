import { checkAgainstView } from "./check-view.ts";
import {
  compilePatterns,
  type CompiledData,
  type CompiledPatterns,
  type CompiledRule,
  type RuleData,
} from "./compiled-patterns.ts";
import { canHold, holdTogether } from "./compiled-rule.ts";
import { readFieldData, type FieldData } from "./field-data.ts";
import { FilterPatternError } from "./filter-pattern-error.ts";
import type { FilterPattern } from "./filter-pattern.ts";
import { plainView, type FilterView } from "../../model/filter-view.ts";
import { parsePattern } from "./parse-pattern.ts";
import { Sightings } from "./sightings.ts";
import { Walk } from "./walk.ts";

/** The event filter of one mapping. */
export interface RecordFilter {
  /**
   * True when the record is to be delivered: one pattern takes it, or there are none.
   *
   * Never throws, whatever JSON the record holds, and leaves the record as it is. Synchronous; may be
   * called any number of times. Takes time in proportion to the part of the record that patterns
   * name; a record that needs more than a million steps over its lists is delivered unjudged.
   *
   * @param record as it stands in the Lambda event, its data still encoded.
   */
  matches(record: unknown): boolean;
}

/**
 * Compiles the patterns of a mapping. Patterns are ORed; no pattern lets everything through.
 *
 * @param patterns texts of event patterns.
 * @param view how the source shows its records. Default: as they are.
 * @throws FilterPatternError with the index of the first pattern that is refused.
 */
export function compileFilter(
  patterns: readonly string[],
  view: FilterView = plainView,
): RecordFilter {
  if (patterns.length === 0) return { matches: () => true };
  const parsed = patterns.map((text, index) => parseFor(view, text, index));
  return new PatternFilter(compilePatterns(parsed, view), view);
}

function parseFor(view: FilterView, text: string, index: number): FilterPattern {
  try {
    const pattern = parsePattern(text);
    checkAgainstView(pattern, view);
    return pattern;
  } catch (error) {
    throw error instanceof FilterPatternError ? error.inPattern(index) : error;
  }
}

class PatternFilter implements RecordFilter {
  readonly #patterns: CompiledPatterns;
  readonly #root: string | undefined;
  readonly #sightings: Sightings;
  readonly #walk: Walk;

  constructor(patterns: CompiledPatterns, view: FilterView) {
    this.#patterns = patterns;
    this.#root = view.root;
    this.#sightings = new Sightings(patterns.conditionCount, patterns.pathCount);
    this.#walk = new Walk(this.#sightings);
  }

  matches(record: unknown): boolean {
    this.#walk.begin();
    try {
      return this.#judge(record);
    } finally {
      this.#sightings.end();
    }
  }

  #judge(record: unknown): boolean {
    const root = this.#root === undefined ? undefined : ownField(record, this.#root);
    this.#walk.visit(this.#patterns.recordTree, record);
    if (root !== undefined) this.#walk.visit(this.#patterns.recordTree, root);
    const undecided: CompiledRule[] = [];
    for (const rule of this.#patterns.rules) {
      // What the record itself decides costs nothing; data is opened for the rest alone.
      if (rule.data.length === 0) {
        if (holdTogether(rule.fields, this.#sightings)) return true;
      } else if (rule.recordFields.every((field) => canHold(field, this.#sightings))) {
        undecided.push(rule);
      }
    }
    return (
      undecided.length > 0 &&
      this.#judgeWithData(undecided, this.#root === undefined ? record : root)
    );
  }

  #judgeWithData(rules: readonly CompiledRule[], holder: unknown): boolean {
    const opened = this.#patterns.data.map((data, index) =>
      rules.some((rule) => rule.data.some((asked) => asked.index === index))
        ? this.#open(data, holder)
        : undefined,
    );
    return rules.some((rule) => {
      let fields = rule.fields;
      for (const asked of rule.data) {
        const data = this.#patterns.data[asked.index];
        const held = opened[asked.index];
        if (data === undefined || held === undefined || !isMismatch(asked, held)) continue;
        if (data.field.mismatch === "drop") return false;
        const ignored = new Set(asked.fields.map((field) => field.conditionId));
        fields = fields.filter((field) => !ignored.has(field.conditionId));
      }
      return holdTogether(fields, this.#sightings);
    });
  }

  #open(data: CompiledData, holder: unknown): FieldData {
    const held = readFieldData(data.field, holder, data.readsNumbers);
    if ("value" in held) this.#walk.visit(data.tree, held.value);
    return held;
  }
}

function isMismatch(asked: RuleData, held: FieldData): boolean {
  switch (held.format) {
    case "json":
      return asked.as === "plain";
    case "plain":
      return asked.as === "json";
    case "opaque":
      return true;
    case "absent":
    case "other":
      return false;
    default:
      return held satisfies never;
  }
}

function ownField(record: unknown, name: string): unknown {
  if (typeof record !== "object" || record === null || !Object.hasOwn(record, name))
    return undefined;
  return (record as Readonly<Record<string, unknown>>)[name];
}

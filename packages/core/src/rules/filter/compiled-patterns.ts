import type { Condition } from "./condition.ts";
import type { CompiledField } from "./compiled-rule.ts";
import type { FilterField, FilterPattern, FilterRule } from "./filter-pattern.ts";
import type { EncodedDataField, FilterView } from "./filter-view.ts";
import {
  buildPathTree,
  type PathNode,
  type WantedCondition,
  type WantedPath,
} from "./path-tree.ts";

/** All patterns of a filter over one tree, the data fields apart. */
export interface CompiledPatterns {
  readonly rules: readonly CompiledRule[];
  /** What is asked of the record, without what its data fields hold. */
  readonly recordTree: PathNode;
  /** Encoded data fields that some pattern names. */
  readonly data: readonly CompiledData[];
  readonly conditionCount: number;
  readonly pathCount: number;
}

export interface CompiledRule {
  /** Fields outside the data, in the order of their paths. */
  readonly recordFields: readonly CompiledField[];
  /** What the rule asks of data fields. */
  readonly data: readonly RuleData[];
  /** All fields, in the order of their paths. */
  readonly fields: readonly CompiledField[];
}

export interface RuleData {
  /** Which of {@link CompiledPatterns.data}. */
  readonly index: number;
  /** The rule takes the data for plain text, or looks into it as JSON. */
  readonly as: "plain" | "json";
  readonly fields: readonly CompiledField[];
}

export interface CompiledData {
  readonly field: EncodedDataField;
  /** What is asked of the data, its own root being the tree's. */
  readonly tree: PathNode;
  /** Some condition on the data looks at numbers. */
  readonly readsNumbers: boolean;
}

/** Compiles patterns that were checked against the view. */
export function compilePatterns(
  patterns: readonly FilterPattern[],
  view: FilterView,
): CompiledPatterns {
  const rules = patterns.flatMap((pattern) => pattern.rules);
  const numbering = new Numbering(rules);
  const encoded = (view.data ?? []).filter((field) => field.encoding !== "none");
  const named = encoded.filter((field) =>
    rules.some((rule) => rule.some((asked) => isIn(field.name, asked.path))),
  );
  return {
    rules: rules.map((rule) => compileRule(rule, named, numbering)),
    recordTree: buildPathTree(
      numbering.pathsWhere((path) =>
        named.some((field) => isIn(field.name, path)) ? undefined : path,
      ),
    ),
    data: named.map((field) => compileData(field, numbering)),
    conditionCount: numbering.conditionCount,
    pathCount: numbering.pathCount,
  };
}

/** True when the path names the data field as a whole or something in it. */
export function isIn(dataName: string, path: string): boolean {
  return path === dataName || path.startsWith(`${dataName}.`);
}

function compileData(field: EncodedDataField, numbering: Numbering): CompiledData {
  const paths = numbering.pathsWhere((path) =>
    isIn(field.name, path) ? path.slice(field.name.length + 1) : undefined,
  );
  const conditions = [...paths.values()].flatMap((path) => path.conditions);
  return {
    field,
    tree: buildPathTree(paths),
    readsNumbers: conditions.some(({ condition }) => condition.readsNumbers),
  };
}

function compileRule(
  rule: FilterRule,
  named: readonly EncodedDataField[],
  numbering: Numbering,
): CompiledRule {
  const data = named.flatMap((field, index): RuleData[] => {
    const asked = rule.filter(({ path }) => isIn(field.name, path));
    if (asked.length === 0) return [];
    const as = asked.some(({ path }) => path === field.name) ? "plain" : "json";
    return [{ index, as, fields: asked.map((each) => numbering.compile(each)) }];
  });
  const recordFields = rule.filter(({ path }) => !named.some((field) => isIn(field.name, path)));
  return {
    recordFields: recordFields.map((field) => numbering.compile(field)),
    data,
    fields: rule.map((field) => numbering.compile(field)),
  };
}

/** Numbers the different paths, and the different conditions on them. */
class Numbering {
  readonly #paths = new Map<
    string,
    { readonly id: number; readonly conditions: WantedCondition[] }
  >();
  readonly #conditions = new Map<Condition, number>();

  constructor(rules: readonly FilterRule[]) {
    for (const { path, condition } of rules.flat()) {
      let wanted = this.#paths.get(path);
      if (wanted === undefined) {
        wanted = { id: this.#paths.size, conditions: [] };
        this.#paths.set(path, wanted);
      }
      if (!this.#conditions.has(condition)) {
        const id = this.#conditions.size;
        this.#conditions.set(condition, id);
        wanted.conditions.push({ id, condition });
      }
    }
  }

  get pathCount(): number {
    return this.#paths.size;
  }

  get conditionCount(): number {
    return this.#conditions.size;
  }

  compile(field: FilterField): CompiledField {
    const pathId = this.#paths.get(field.path)?.id ?? -1;
    const conditionId = this.#conditions.get(field.condition) ?? -1;
    return { pathId, conditionId, condition: field.condition };
  }

  /** @param rename the path in the tree to be built; undefined leaves it out. */
  pathsWhere(rename: (path: string) => string | undefined): ReadonlyMap<string, WantedPath> {
    const paths = new Map<string, WantedPath>();
    for (const [path, { id, conditions }] of this.#paths) {
      const name = rename(path);
      if (name === undefined) continue;
      paths.set(name, {
        id,
        conditions,
        asksAbsence: conditions.some(({ condition }) => condition.absent),
      });
    }
    return paths;
  }
}

import type { Condition } from "./condition.ts";
import type { CompiledField } from "./compiled-rule.ts";
import type { FilterField, FilterPattern, FilterRule } from "./filter-pattern.ts";
import type { EncodedDataField, FilterView } from "../../model/filter-view.ts";
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
  const numbering = new Numbering();
  const encoded = (view.data ?? []).filter((field) => field.encoding !== "none");
  const named = encoded.filter((field) =>
    rules.some((rule) => rule.some((asked) => isIn(field.name, asked.path))),
  );
  const compiledRules = rules.map((rule) => compileRule(rule, named, numbering));
  return {
    rules: compiledRules,
    recordTree: buildPathTree(
      numbering.wantedPaths((path) =>
        named.some((field) => isIn(field.name, path)) ? undefined : path.split("."),
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

function compileData(field: EncodedDataField, numbering: Numbering): CompiledData {
  const paths = numbering.wantedPaths((path) => namesInside(field.name, path));
  const conditions = paths.flatMap(([, path]) => path.conditions);
  return {
    field,
    tree: buildPathTree(paths),
    readsNumbers: conditions.some(({ condition }) => condition.readsNumbers),
  };
}

function namesInside(dataName: string, path: string): readonly string[] | undefined {
  if (path === dataName) return [];
  return isIn(dataName, path) ? path.slice(dataName.length + 1).split(".") : undefined;
}

/** Numbers the different paths, and the different conditions on them, as they come. */
class Numbering {
  readonly #paths = new Map<
    string,
    { readonly id: number; readonly conditions: WantedCondition[] }
  >();
  readonly #fields = new Map<Condition, CompiledField>();

  get pathCount(): number {
    return this.#paths.size;
  }

  get conditionCount(): number {
    return this.#fields.size;
  }

  compile({ path, condition }: FilterField): CompiledField {
    const known = this.#fields.get(condition);
    if (known !== undefined) return known;
    const wanted = this.#paths.get(path) ?? { id: this.#paths.size, conditions: [] };
    this.#paths.set(path, wanted);
    const field = { pathId: wanted.id, conditionId: this.#fields.size, condition };
    this.#fields.set(condition, field);
    wanted.conditions.push({ id: field.conditionId, condition });
    return field;
  }

  /** @param namesOf the names of a path in the tree to be built; undefined leaves the path out. */
  wantedPaths(
    namesOf: (path: string) => readonly string[] | undefined,
  ): readonly (readonly [readonly string[], WantedPath])[] {
    return [...this.#paths].flatMap(([path, { id, conditions }]) => {
      const names = namesOf(path);
      const asksAbsence = conditions.some(({ condition }) => condition.absent);
      return names === undefined ? [] : [[names, { id, conditions, asksAbsence }] as const];
    });
  }
}

import { Condition } from "./condition.ts";
import { FilterPatternError } from "./filter-pattern-error.ts";
import { maximumRules, type FilterField, type FilterRule } from "./filter-pattern.ts";
import {
  showNode,
  type Entry,
  type ListNode,
  type ObjectNode,
  type PatternNode,
} from "./pattern-text.ts";
import { isOperator, readMember } from "./read-member.ts";
import { isReservedInOr } from "./reserved-names.ts";

/** A rule in the making; fields are set in place, `$or` copies. */
type Draft = Map<string, FilterField>;

/** Where the reader stands. */
interface Place {
  /** Names so far, joined with dots: what a field is called. Undefined at the root: a name may be empty. */
  readonly path: string | undefined;
  /** The same with `$or[i]` in it: what an error says. */
  readonly writtenAt: string;
  readonly insideOr: boolean;
}

/**
 * Lowers a pattern to flat rules in the order of its text, as AWS's engine does it: a list sets its
 * path in every rule so far, `$or` makes a copy of the rules for each branch. So a later list
 * replaces an earlier one of the same path in every rule, while objects of the same name merge.
 * Source: aws/event-ruler 2.1.0, JsonRuleCompiler.
 *
 * @throws FilterPatternError
 */
export function lowerPattern(root: ObjectNode): readonly FilterRule[] {
  const drafts = lowerObject([], root, { path: undefined, writtenAt: "", insideOr: false });
  return drafts.map((draft) =>
    [...draft.values()].toSorted((left, right) => (left.path < right.path ? -1 : 1)),
  );
}

function lowerObject(before: Draft[], node: ObjectNode, at: Place): Draft[] {
  if (node.entries.length === 0) {
    throw refuse(
      "Empty objects are not allowed: name a field, or leave the object out",
      at.writtenAt,
      node.position,
    );
  }
  let drafts = before;
  for (const entry of node.entries) {
    drafts = entry.name === "$or" ? lowerOr(drafts, entry, at) : lowerField(drafts, entry, at);
  }
  return drafts;
}

function lowerField(drafts: Draft[], entry: Entry, at: Place): Draft[] {
  const path = at.path === undefined ? entry.name : `${at.path}.${entry.name}`;
  const inner = {
    path,
    writtenAt: at.writtenAt === "" ? entry.name : `${at.writtenAt}.${entry.name}`,
    insideOr: at.insideOr,
  };
  if (at.insideOr && isReservedInOr(entry.name)) {
    throw refuse(
      `${entry.name} is Ruler reserved fieldName which cannot be used inside $or`,
      inner.writtenAt,
      entry.position,
    );
  }
  switch (entry.value.kind) {
    case "object":
      return lowerObject(drafts, entry.value, inner);
    case "list":
      return setField(drafts, readField(entry.value, inner));
    case "string":
    case "number":
    case "true":
    case "false":
    case "null":
      throw refuse(
        `"${entry.name}" must be an object or an array; got ${showNode(entry.value)}, ${remedyFor(entry)}`,
        inner.writtenAt,
        entry.value.position,
      );
    default:
      return entry.value satisfies never;
  }
}

function remedyFor(entry: Entry): string {
  const value = showNode(entry.value);
  return isOperator(entry.name)
    ? `an operator stands in a list: [{"${entry.name}": ${value}}]`
    : `write [${value}]`;
}

function readField(list: ListNode, at: Place & { readonly path: string }): FilterField {
  if (list.members.length === 0) {
    throw refuse(
      `Empty arrays are not allowed: list at least one value, or [{"exists": false}]`,
      at.writtenAt,
      list.position,
    );
  }
  const members = list.members.map((member) => readMember(member, at.writtenAt));
  return {
    path: at.path,
    condition: new Condition(members),
    writtenAt: at.writtenAt,
    position: list.position,
  };
}

function setField(drafts: Draft[], field: FilterField): Draft[] {
  const extended = drafts.length === 0 ? [new Map<string, FilterField>()] : drafts;
  for (const draft of extended) draft.set(field.path, field);
  return extended;
}

function lowerOr(before: Draft[], entry: Entry, at: Place): Draft[] {
  const where = at.writtenAt === "" ? "$or" : `${at.writtenAt}.$or`;
  const branches = readBranches(entry.value, where);
  const drafts: Draft[] = [];
  for (const [index, branch] of branches.entries()) {
    const copies = before.map((draft) => new Map(draft));
    drafts.push(
      ...lowerObject(copies, branch, {
        path: at.path,
        writtenAt: `${where}[${index}]`,
        insideOr: true,
      }),
    );
    if (drafts.length > maximumRules) {
      throw refuse(
        `$or makes more than ${maximumRules} rules of this pattern, allowed are ${maximumRules}`,
        where,
        entry.position,
      );
    }
  }
  return drafts;
}

function readBranches(node: PatternNode, where: string): readonly ObjectNode[] {
  if (node.kind !== "list") {
    throw refuse(
      `It must be an Array followed with $or; got ${showNode(node)}`,
      where,
      node.position,
    );
  }
  const branches = node.members.map((member, index) => {
    if (member.kind === "object") return member;
    throw refuse(
      `Only JSON object is allowed in array of $or relationship; got ${showNode(member)}`,
      `${where}[${index}]`,
      member.position,
    );
  });
  if (branches.length < 2) {
    throw refuse(
      `There must have at least 2 Objects in $or relationship; got ${branches.length}`,
      where,
      node.position,
    );
  }
  return branches;
}

function refuse(reason: string, path: string, position: number): FilterPatternError {
  return new FilterPatternError({ reason, path, position });
}

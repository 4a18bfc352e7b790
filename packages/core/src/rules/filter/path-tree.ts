import type { Condition } from "./condition.ts";

/** A path that some rule asks about, with every different condition that is put to it. */
export interface WantedPath {
  /** Index among all wanted paths of one filter. */
  readonly id: number;
  readonly conditions: readonly WantedCondition[];
  /** True when a condition holds where the path has no value: then it matters where values lie. */
  readonly asksAbsence: boolean;
}

export interface WantedCondition {
  /** Index among all conditions of one filter. */
  readonly id: number;
  readonly condition: Condition;
}

/**
 * One step of the paths that a filter asks about. The event is walked along this tree, so that only
 * what is asked about is touched.
 */
export interface PathNode {
  /** Set where a wanted path ends. */
  readonly path: WantedPath | undefined;
  /** By one name without dots. */
  readonly children: ReadonlyMap<string, PathNode>;
  /**
   * Every name under which an event may go on from here, with where it leads: a child's name, or the
   * names down to a deeper node joined with dots, since an event may spell `{"a":{"b":1}}` as
   * `{"a.b":1}`. Undefined when they are so many that it is cheaper to go over the event's own keys.
   */
  readonly steps: readonly PathStep[] | undefined;
}

export interface PathStep {
  readonly name: string;
  readonly node: PathNode;
}

/** With more names than this, an event's keys are looked up in the tree instead. */
const maximumSteps = 8;

interface Draft {
  path: WantedPath | undefined;
  readonly children: Map<string, Draft>;
  steps: readonly PathStep[] | undefined;
}

/** @param paths each with its names, none of which has a dot in it; without names it is the root itself. */
export function buildPathTree(
  paths: readonly (readonly [names: readonly string[], path: WantedPath])[],
): PathNode {
  const root = emptyNode();
  const nodes = [root];
  for (const [names, path] of paths) {
    let node = root;
    for (const name of names) {
      let child = node.children.get(name);
      if (child === undefined) {
        child = emptyNode();
        node.children.set(name, child);
        nodes.push(child);
      }
      node = child;
    }
    node.path = path;
  }
  for (const node of nodes) node.steps = listSteps(node);
  return root;
}

/** Where a name of the event leads; it may hold several names of the tree joined with dots. */
export function followName(node: PathNode, name: string): PathNode | undefined {
  const direct = node.children.get(name);
  if (direct !== undefined || !name.includes(".")) return direct;
  let at: PathNode | undefined = node;
  for (const part of name.split(".")) at = at?.children.get(part);
  return at;
}

function emptyNode(): Draft {
  return { path: undefined, children: new Map(), steps: undefined };
}

function listSteps(from: Draft): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  const open: { readonly prefix: string; readonly node: Draft }[] = [{ prefix: "", node: from }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [name, node] of next.node.children) {
      if (steps.length === maximumSteps) return undefined;
      steps.push({ name: next.prefix + name, node });
      open.push({ prefix: `${next.prefix}${name}.`, node });
    }
  }
  return steps;
}

import { NumberText } from "./number-text.ts";
import { followName, type PathNode } from "./path-tree.ts";
import type { Place } from "./place.ts";
import type { Sightings } from "./sightings.ts";

/** As deep as AWS's engine reads an event; what lies deeper is not seen. */
const maximumDepth = 1_000;

/**
 * Walks records along a tree of wanted paths and notes what it finds. Lists are transparent. Only own
 * properties of objects are names: indices, lengths and inherited names do not exist.
 */
export class Walk {
  readonly #sightings: Sightings;
  #lists = 0;
  #places = 0;

  constructor(sightings: Sightings) {
    this.#sightings = sightings;
  }

  /** Starts on a new record; until then, all that is visited belongs to the same one. */
  begin(): void {
    this.#lists = 0;
    this.#places = 0;
    this.#sightings.begin();
  }

  visit(node: PathNode, value: unknown): void {
    this.#visit(node, value, undefined, 0);
  }

  #visit(node: PathNode, value: unknown, place: Place | undefined, depth: number): void {
    if (typeof value !== "object" || value === null || value instanceof NumberText) {
      if (node.path !== undefined && isScalar(value)) this.#sightings.add(node.path, value, place);
    } else if (depth >= maximumDepth) {
      return;
    } else if (Array.isArray(value)) {
      this.#visitList(node, value, place, depth);
    } else if (node.steps === undefined) {
      this.#visitByKeys(node, value as Readonly<Record<string, unknown>>, place, depth);
    } else {
      const fields = value as Readonly<Record<string, unknown>>;
      for (const step of node.steps) {
        const field = fields[step.name];
        // Reading first is the faster order: most names that an event lacks are inherited by nothing.
        if (field !== undefined && Object.hasOwn(fields, step.name))
          this.#visit(step.node, field, place, depth + 1);
      }
    }
  }

  #visitByKeys(
    node: PathNode,
    fields: Readonly<Record<string, unknown>>,
    place: Place | undefined,
    depth: number,
  ): void {
    for (const name of Object.keys(fields)) {
      const next = followName(node, name);
      if (next !== undefined) this.#visit(next, fields[name], place, depth + 1);
    }
  }

  #visitList(
    node: PathNode,
    members: readonly unknown[],
    place: Place | undefined,
    depth: number,
  ): void {
    this.#lists += 1;
    const list = this.#lists;
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index];
      if (typeof member !== "object" || member === null || member instanceof NumberText) {
        this.#visit(node, member, place, depth);
      } else {
        this.#places += 1;
        this.#visit(node, member, { id: this.#places, list, index, parent: place }, depth + 1);
      }
    }
  }
}

/** What JSON has besides objects and lists; an in-memory record may hold other things, which are not seen. */
function isScalar(value: unknown): boolean {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "object":
      return true;
    default:
      return false;
  }
}

import type { Place } from "./place.ts";

/** Places arranged by the lists that they lie in, so that those which fit a choice are found at once. */
export class PlaceIndex {
  readonly #root: IndexNode = { place: undefined, isHere: false, lists: new Map() };
  readonly #nodes = new Map<Place, IndexNode>();

  /** @param places where values lie. @param free there is also a value outside all lists. */
  constructor(places: readonly Place[], free: boolean) {
    this.#root.isHere = free;
    for (const place of places) this.#nodeOf(place).isHere = true;
  }

  /**
   * The places that lie in no other element of a chosen list than the chosen one, in no order;
   * undefined stands for outside all lists.
   *
   * @param chosen the chosen element of each list; whoever chose an element chose all around it too.
   * @param steps counts what was looked at.
   */
  *fitting(
    chosen: ReadonlyMap<number, number>,
    steps: { left: number },
  ): Generator<Place | undefined, void, void> {
    const open: IndexNode[] = [this.#root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      steps.left -= 1;
      if (node.isHere) yield node.place;
      for (const [list, elements] of node.lists) {
        const index = chosen.get(list);
        if (index === undefined) {
          for (const element of elements.values()) open.push(element);
        } else {
          const element = elements.get(index);
          if (element !== undefined) open.push(element);
        }
      }
    }
  }

  #nodeOf(place: Place): IndexNode {
    // From the place outwards to the first known one, and back: lists may be nested a thousand deep.
    const missing: Place[] = [];
    let around: Place | undefined = place;
    while (around !== undefined && !this.#nodes.has(around)) {
      missing.push(around);
      around = around.parent;
    }
    let node = (around === undefined ? undefined : this.#nodes.get(around)) ?? this.#root;
    for (const next of missing.toReversed()) node = this.#addUnder(node, next);
    return node;
  }

  #addUnder(parent: IndexNode, place: Place): IndexNode {
    const node: IndexNode = { place, isHere: false, lists: new Map() };
    let elements = parent.lists.get(place.list);
    if (elements === undefined) {
      elements = new Map();
      parent.lists.set(place.list, elements);
    }
    elements.set(place.index, node);
    this.#nodes.set(place, node);
    return node;
  }
}

interface IndexNode {
  readonly place: Place | undefined;
  isHere: boolean;
  /** By number of the list, then by index in it. */
  readonly lists: Map<number, Map<number, IndexNode>>;
}

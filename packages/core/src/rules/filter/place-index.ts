import type { Place } from "./place.ts";

/** The places of one field's values, arranged from the outside inwards by the lists that they lie in. */
export class PlaceIndex {
  readonly #here: ReadonlySet<Place>;
  /** By the element around them (undefined: none) and the number of their list: elements with values in them. */
  readonly #inside = new Map<Place | undefined, Map<number, Place[]>>();

  constructor(places: readonly Place[]) {
    this.#here = new Set(places);
    for (const place of this.#here) this.#addUnderParents(place);
  }

  /** True when a value lies at this place and in no list inside it. */
  isHere(place: Place): boolean {
    return this.#here.has(place);
  }

  /** The elements that lead to values, by the number of their list, in the lists right inside a place. */
  listsInside(place: Place | undefined): ReadonlyMap<number, readonly Place[]> | undefined {
    return this.#inside.get(place);
  }

  #addUnderParents(place: Place): void {
    // A loop: lists may be nested a thousand deep. It stops at the first element that is known.
    let at = place;
    for (;;) {
      const isParentKnown =
        at.parent === undefined || this.#here.has(at.parent) || this.#inside.has(at.parent);
      addUnderParent(this.#inside, at);
      if (at.parent === undefined || isParentKnown) return;
      at = at.parent;
    }
  }
}

function addUnderParent(inside: Map<Place | undefined, Map<number, Place[]>>, place: Place): void {
  let lists = inside.get(place.parent);
  if (lists === undefined) {
    lists = new Map();
    inside.set(place.parent, lists);
  }
  const elements = lists.get(place.list);
  if (elements === undefined) lists.set(place.list, [place]);
  else elements.push(place);
}

import type { Place } from "./place.ts";

/**
 * Tells which of the chosen elements matter to the fields still to come: those of lists in which one
 * of these fields has a value. Two choices with the same elements that matter go on alike.
 */
export class LiveElements {
  /** By number of a list: the last field that has a value in it. Never smaller further outside. */
  readonly #lastUse = new Map<number, number>();
  /** By number of a list: the nearest element around it whose list is used longer. */
  readonly #longerUsed = new Map<number, Place | undefined>();

  /** @param placesByField where each field has values that it may look at. */
  constructor(placesByField: readonly (readonly Place[])[]) {
    for (const [index, places] of placesByField.entries()) {
      for (const place of places) {
        // What lies around an element that is up to date is so too.
        for (
          let at: Place | undefined = place;
          at !== undefined && this.#lastUse.get(at.list) !== index;
          at = at.parent
        ) {
          this.#lastUse.set(at.list, index);
        }
      }
    }
  }

  /**
   * @param tips the innermost chosen elements.
   * @param index the first field still to come.
   * @returns equal for choices that go on alike.
   */
  keyOf(tips: readonly Place[], index: number): number | string {
    let first = 0;
    let more: Set<number> | undefined;
    for (const tip of tips) {
      const id = this.#liveFrom(tip, index)?.id ?? 0;
      if (id === 0 || id === first) continue;
      if (first === 0) first = id;
      else more = (more ?? new Set([first])).add(id);
    }
    return more === undefined ? first : [...more].toSorted((left, right) => left - right).join();
  }

  #liveFrom(tip: Place, index: number): Place | undefined {
    let at: Place | undefined = tip;
    while (at !== undefined && (this.#lastUse.get(at.list) ?? -1) < index)
      at = this.#longerUsedAround(at);
    return at;
  }

  #longerUsedAround(place: Place): Place | undefined {
    // Outwards over lists used equally long, then the answer is noted for all of them.
    const use = this.#lastUse.get(place.list);
    const passed: number[] = [];
    let at: Place | undefined = place;
    while (at !== undefined && this.#lastUse.get(at.list) === use) {
      if (this.#longerUsed.has(at.list)) {
        at = this.#longerUsed.get(at.list);
        break;
      }
      passed.push(at.list);
      at = at.parent;
    }
    for (const list of passed) this.#longerUsed.set(list, at);
    return at;
  }
}

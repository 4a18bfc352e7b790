import type { WantedPath } from "./path-tree.ts";
import type { Place } from "./place.ts";

const nowhere: readonly Place[] = [];

/**
 * What one walk over one record has found: for each condition whether and where a value meets it, for
 * each path whether and where there is a value at all. Values themselves are not kept.
 *
 * One instance serves record after record: `begin` forgets the one before by counting up, at no cost
 * per condition.
 */
export class Sightings {
  #walk = 0;
  readonly #acceptedFree: number[];
  readonly #acceptedPlaces: (Place[] | undefined)[];
  readonly #seenFree: number[];
  readonly #seenPlaces: (Place[] | undefined)[];
  #holdsPlaces = false;

  constructor(conditionCount: number, pathCount: number) {
    this.#acceptedFree = Array.from({ length: conditionCount }, () => 0);
    this.#acceptedPlaces = Array.from({ length: conditionCount });
    this.#seenFree = Array.from({ length: pathCount }, () => 0);
    this.#seenPlaces = Array.from({ length: pathCount });
  }

  begin(): void {
    this.#walk += 1;
  }

  /** Lets go of what was found, so that no record is kept alive. */
  end(): void {
    this.#walk += 1;
    if (!this.#holdsPlaces) return;
    this.#acceptedPlaces.fill(undefined);
    this.#seenPlaces.fill(undefined);
    this.#holdsPlaces = false;
  }

  /**
   * @param value a scalar at this path.
   * @param place the innermost list element around it that is an object or a list; a scalar directly
   *   in a list lies where the list lies.
   */
  add(path: WantedPath, value: unknown, place: Place | undefined): void {
    if (place === undefined) this.#addFree(path, value);
    else this.#addPlaced(path, value, place);
  }

  /** A value outside all lists of objects meets the condition. */
  isAcceptedFree(conditionId: number): boolean {
    return this.#acceptedFree[conditionId] === this.#walk;
  }

  /** The places of values that meet the condition, without those outside all lists. */
  acceptedPlaces(conditionId: number): readonly Place[] {
    return this.#acceptedPlaces[conditionId] ?? nowhere;
  }

  /** The path has a value outside all lists of objects. */
  isSeenFree(pathId: number): boolean {
    return this.#seenFree[pathId] === this.#walk;
  }

  /** The places of the path's values, kept only for paths that are asked for absence. */
  seenPlaces(pathId: number): readonly Place[] {
    return this.#seenPlaces[pathId] ?? nowhere;
  }

  #addFree(path: WantedPath, value: unknown): void {
    this.#seenFree[path.id] = this.#walk;
    for (const { id, condition } of path.conditions) {
      if (this.#acceptedFree[id] !== this.#walk && condition.accepts(value))
        this.#acceptedFree[id] = this.#walk;
    }
  }

  #addPlaced(path: WantedPath, value: unknown, place: Place): void {
    this.#holdsPlaces = true;
    if (path.asksAbsence) addPlace(this.#seenPlaces, path.id, place);
    for (const { id, condition } of path.conditions) {
      if (this.#acceptedPlaces[id]?.at(-1) !== place && condition.accepts(value))
        addPlace(this.#acceptedPlaces, id, place);
    }
  }
}

function addPlace(lists: (Place[] | undefined)[], id: number, place: Place): void {
  const places = lists[id];
  if (places === undefined) lists[id] = [place];
  else if (places.at(-1) !== place) places.push(place);
}

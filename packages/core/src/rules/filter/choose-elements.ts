import { LiveElements } from "./live-elements.ts";
import { PlaceIndex } from "./place-index.ts";
import type { Place } from "./place.ts";

/** What is known of one field of a rule when its values lie in lists of objects. */
export interface PlacedField {
  /** Where values lie that meet the condition. */
  readonly accepted: readonly Place[];
  /** One more lies outside all lists. */
  readonly acceptedFree: boolean;
  /** The condition also holds where there is no value. */
  readonly absent: boolean;
  /** Where there are values at all; needed only with `absent`. */
  readonly seen: readonly Place[];
  /** There is a value outside all lists. */
  readonly seenFree: boolean;
}

/** What the choice may still cost; a step is one element of a list looked at for one field. */
export interface StepBudget {
  left: number;
}

/**
 * Whether the fields of a rule hold together: one value can be chosen for each so that no list is
 * entered at two elements.
 *
 * Fields are gone through in the order of the rule. A field that may be absent looks only at values
 * that fit what was chosen *before it*, so the order of names can decide; this is AWS's answer.
 * A choice that failed is remembered by the elements that later fields can still meet; without
 * that, k lists of n elements would cost n^(k−1) steps.
 * Source: aws/event-ruler 2.1.0, ArrayMembership and NameState.
 *
 * @returns true as well when the budget runs out. A record that was not judged is delivered: it may
 *   be handled in vain, while one thrown away is lost. Only an event that spells the same dotted
 *   path in several ways, with long lists in each, can get there.
 */
export function canChooseElements(fields: readonly PlacedField[], budget: StepBudget): boolean {
  return new ElementChoice(fields, budget).holdsFrom(0);
}

/** An element to look at, or the number of a list to leave again. */
type Move = Place | number | undefined;

/** What one choice in several lists at once costs to remember, for each list, beside one step. */
const stepsPerJoinedState = 8;

class ElementChoice {
  readonly #fields: readonly PlacedField[];
  readonly #accepted: readonly PlaceIndex[];
  readonly #seen: readonly PlaceIndex[];
  readonly #budget: StepBudget;
  /** By number of a list: the element that is chosen now. Whoever chose an element chose all around it. */
  readonly #chosen = new Map<number, Place>();
  /** The innermost chosen elements, one for each field that chose in a new list; with all around them, all that is chosen. */
  readonly #tips: Place[] = [];
  readonly #live: LiveElements;
  readonly #failed: readonly Set<number | string>[];

  constructor(fields: readonly PlacedField[], budget: StepBudget) {
    this.#fields = fields;
    this.#accepted = fields.map((field) => new PlaceIndex(field.accepted));
    this.#seen = fields.map((field) => new PlaceIndex(field.absent ? field.seen : []));
    this.#budget = budget;
    this.#live = new LiveElements(
      fields.map((field) => (field.absent ? [...field.accepted, ...field.seen] : field.accepted)),
    );
    this.#failed = fields.map(() => new Set<number | string>());
  }

  holdsFrom(index: number): boolean {
    const field = this.#fields[index];
    const accepted = this.#accepted[index];
    const failed = this.#failed[index];
    if (field === undefined || accepted === undefined || failed === undefined) return true;
    const state = this.#live.keyOf(this.#tips, index);
    this.#budget.left -= typeof state === "number" ? 1 : stepsPerJoinedState * this.#tips.length;
    if (failed.has(state)) return false;
    if (field.acceptedFree && this.holdsFrom(index + 1)) return true;
    if (this.#holdsAtSomeElement(index, accepted)) return true;
    if (field.absent && !field.seenFree && !this.#isSeen(index) && this.holdsFrom(index + 1))
      return true;
    failed.add(state);
    return false;
  }

  /** Goes from the outside inwards, choosing on the way in and leaving on the way out. */
  #holdsAtSomeElement(index: number, accepted: PlaceIndex): boolean {
    const moves: Move[] = [];
    this.#pushInside(moves, accepted, undefined);
    for (let move = moves.pop(); move !== undefined; move = moves.pop()) {
      if (typeof move === "number") {
        this.#chosen.delete(move);
        continue;
      }
      this.#budget.left -= 1;
      if (this.#budget.left < 0) return true;
      const isNew = !this.#chosen.has(move.list);
      if (isNew) {
        this.#chosen.set(move.list, move);
        moves.push(move.list);
      }
      if (accepted.isHere(move)) {
        if (isNew) this.#tips.push(move);
        const holds = this.holdsFrom(index + 1);
        if (isNew) this.#tips.pop();
        if (holds) return true;
      }
      this.#pushInside(moves, accepted, move);
    }
    return false;
  }

  #pushInside(moves: Move[], places: PlaceIndex, around: Place | undefined): void {
    for (const [list, elements] of places.listsInside(around) ?? []) {
      const chosen = this.#chosen.get(list);
      if (chosen === undefined) for (const element of elements) moves.push(element);
      else moves.push(chosen);
    }
  }

  /** Whether the field has any value that fits what is chosen. */
  #isSeen(index: number): boolean {
    const seen = this.#seen[index];
    if (seen === undefined) return false;
    const open: (Place | undefined)[] = [undefined];
    while (open.length > 0) {
      this.#budget.left -= 1;
      const around = open.pop();
      if (around !== undefined && seen.isHere(around)) return true;
      for (const [list, elements] of seen.listsInside(around) ?? []) {
        const chosen = this.#chosen.get(list);
        // In a list that is not entered every element leads to a value that fits: one is enough.
        open.push(chosen ?? elements[0]);
      }
    }
    return false;
  }
}

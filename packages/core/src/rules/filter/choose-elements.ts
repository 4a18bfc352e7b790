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
  readonly seenFree: boolean;
}

/** What the choice may still cost; a step is one element of a list looked at. */
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

class ElementChoice {
  readonly #fields: readonly PlacedField[];
  readonly #accepted: readonly PlaceIndex[];
  readonly #seen: readonly PlaceIndex[];
  readonly #budget: StepBudget;
  /** By number of a list: the last field that has a value in it. */
  readonly #lastUse: ReadonlyMap<number, number>;
  /** By number of a list: the element that is chosen now. */
  readonly #chosen = new Map<number, number>();
  /** The chosen elements that brought a new list in, in order. */
  readonly #tips: Place[] = [];
  readonly #failed: readonly Set<string>[];

  constructor(fields: readonly PlacedField[], budget: StepBudget) {
    this.#fields = fields;
    this.#accepted = fields.map((field) => new PlaceIndex(field.accepted, field.acceptedFree));
    this.#seen = fields.map(
      (field) => new PlaceIndex(field.absent ? field.seen : [], field.absent && field.seenFree),
    );
    this.#budget = budget;
    this.#lastUse = lastUses(fields);
    this.#failed = fields.map(() => new Set<string>());
  }

  holdsFrom(index: number): boolean {
    const field = this.#fields[index];
    if (field === undefined || this.#budget.left <= 0) return true;
    const failed = this.#failed[index];
    const state = this.#stateFor(index);
    if (failed?.has(state) === true) return false;
    if (this.#holdsByValue(index) || (field.absent && this.#holdsByAbsence(index))) return true;
    failed?.add(state);
    return false;
  }

  #holdsByValue(index: number): boolean {
    for (const place of this.#accepted[index]?.fitting(this.#chosen, this.#budget) ?? []) {
      const entered = this.#enter(place);
      const holds = this.holdsFrom(index + 1);
      this.#leave(entered);
      if (holds) return true;
    }
    return false;
  }

  #holdsByAbsence(index: number): boolean {
    const seen = this.#seen[index]?.fitting(this.#chosen, this.#budget).next();
    return seen?.done === true && this.holdsFrom(index + 1);
  }

  /** Chooses the element and all around it. Returns the lists that this entered. */
  #enter(place: Place | undefined): readonly number[] {
    const entered: number[] = [];
    for (let at = place; at !== undefined && !this.#chosen.has(at.list); at = at.parent) {
      this.#budget.left -= 1;
      this.#chosen.set(at.list, at.index);
      entered.push(at.list);
    }
    if (entered.length > 0 && place !== undefined) this.#tips.push(place);
    return entered;
  }

  #leave(entered: readonly number[]): void {
    for (const list of entered) this.#chosen.delete(list);
    if (entered.length > 0) this.#tips.pop();
  }

  /** The chosen elements that this or a later field can meet, as text: with equal texts the rest goes equally. */
  #stateFor(index: number): string {
    const met = new Set<number>();
    for (const tip of this.#tips) {
      let at: Place | undefined = tip;
      while (at !== undefined && (this.#lastUse.get(at.list) ?? -1) < index) {
        this.#budget.left -= 1;
        at = at.parent;
      }
      if (at !== undefined) met.add(at.id);
    }
    return [...met].toSorted((left, right) => left - right).join();
  }
}

function lastUses(fields: readonly PlacedField[]): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  for (const [index, field] of fields.entries()) {
    for (const place of field.absent ? [...field.accepted, ...field.seen] : field.accepted) {
      // Elements around one that is up to date are so too.
      for (
        let at: Place | undefined = place;
        at !== undefined && uses.get(at.list) !== index;
        at = at.parent
      ) {
        uses.set(at.list, index);
      }
    }
  }
  return uses;
}

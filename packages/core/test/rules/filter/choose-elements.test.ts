import { describe, expect, test } from "vitest";

import {
  canChooseElements,
  type PlacedField,
  type StepBudget,
} from "../../../src/rules/filter/choose-elements.ts";
import type { Place } from "../../../src/rules/filter/place.ts";

describe("steps", () => {
  test("sibling lists whose last one fails cost the sum of their lengths, not the product", () => {
    const walk = new PlaceSource();
    const siblings = Array.from({ length: 4 }, () => fieldAt(walk.listOf(1_000)));
    const last = walk.listOf(2);
    const budget = { left: 1_000_000 };

    const holds = canChooseElements(
      [...siblings, fieldAt(last.slice(0, 1)), fieldAt(last.slice(1))],
      budget,
    );

    expect(holds).toBe(false);
    expect(stepsTaken(budget)).toBeLessThan(10_000);
  });

  test("two fields that never share an element cost the length of the list", () => {
    const elements = new PlaceSource().listOf(10_000);
    const even = elements.filter(({ index }) => index % 2 === 0);
    const odd = elements.filter(({ index }) => index % 2 === 1);
    const budget = { left: 1_000_000 };

    expect(canChooseElements([fieldAt(even), fieldAt(odd)], budget)).toBe(false);
    expect(stepsTaken(budget)).toBeLessThan(30_000);
  });

  test("lists inside the elements of a list cost the number of elements in all", () => {
    const walk = new PlaceSource();
    const outer = walk.listOf(100);
    const inner = (): readonly Place[] => outer.flatMap((element) => walk.listOf(100, element));
    const [first, second] = [inner(), inner()];
    const never = walk.listOf(2);
    const budget = { left: 1_000_000 };

    const holds = canChooseElements(
      [first, second, never.slice(0, 1), never.slice(1)].map(fieldAt),
      budget,
    );

    expect(holds).toBe(false);
    expect(stepsTaken(budget)).toBeLessThan(60_000);
  });

  test("when the budget runs out the record is delivered", () => {
    const elements = new PlaceSource().listOf(100);
    const fields = [fieldAt(elements.slice(0, 50)), fieldAt(elements.slice(50))];

    expect(canChooseElements(fields, { left: 1_000 })).toBe(false);
    expect(canChooseElements(fields, { left: 20 })).toBe(true);
  });
});

test("lists nested a thousand deep do not overflow the stack", () => {
  const walk = new PlaceSource();
  let around: Place | undefined;
  for (let level = 0; level < 1_000; level += 1) around = walk.listOf(1, around)[0];
  const elements = walk.listOf(2, around);
  const everywhere = Array.from({ length: 200 }, () => fieldAt(elements));

  expect(canChooseElements(everywhere, { left: 1_000_000 })).toBe(true);
  expect(
    canChooseElements([fieldAt(elements.slice(0, 1)), fieldAt(elements.slice(1))], {
      left: 1_000_000,
    }),
  ).toBe(false);
});

/** Makes lists of elements as a walk does. */
class PlaceSource {
  #places = 0;
  #lists = 0;

  listOf(length: number, parent?: Place): readonly Place[] {
    this.#lists += 1;
    return Array.from({ length }, (_, index) => {
      this.#places += 1;
      return { id: this.#places, list: this.#lists, index, parent };
    });
  }
}

function fieldAt(accepted: readonly Place[]): PlacedField {
  return { accepted, acceptedFree: false, absent: false, seen: [], seenFree: false };
}

function stepsTaken(budget: StepBudget): number {
  return 1_000_000 - budget.left;
}

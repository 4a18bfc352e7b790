import { describe, expect, test } from "vitest";
import { alternate, type AlternateOptions } from "../../src/method/alternate.ts";

interface Run {
  readonly contender: string;
  readonly foreign: number;
}

function options(foreignOfRun: (run: number) => number, order: string[]): AlternateOptions<Run> {
  return {
    contenders: ["a", "b", "c"],
    rounds: 2,
    measure: async (contender) => {
      order.push(contender);
      return { contender, foreign: foreignOfRun(order.length) };
    },
    foreignShare: ({ foreign }) => foreign,
    maximumForeignShare: 0.04,
    mayRepeat: (attempt) => attempt <= 2,
    onTaken: () => undefined,
  };
}

describe("alternate", () => {
  test("turns the order round every other round", async () => {
    const order: string[] = [];

    await alternate(options(() => 0, order));

    expect(order).toEqual(["a", "b", "c", "c", "b", "a"]);
  });

  test("discards a disturbed run and repeats it at once", async () => {
    const order: string[] = [];

    const taken = await alternate(options((run) => (run === 2 ? 0.5 : 0.01), order));

    expect(order).toEqual(["a", "b", "b", "c", "c", "b", "a"]);
    expect(taken[1]).toMatchObject({ contender: "b", round: 0, discarded: 1, disturbed: false });
    expect(taken[1]?.report.foreign).toBe(0.01);
  });

  test("keeps the least disturbed run, marked, when no repeat is left", async () => {
    const foreign = [0.9, 0.2, 0.6];

    const taken = await alternate({
      ...options((run) => foreign[run - 1] ?? 0, []),
      contenders: ["a"],
    });

    expect(taken[0]).toMatchObject({ discarded: 2, disturbed: true, report: { foreign: 0.2 } });
    expect(taken[1]).toMatchObject({ discarded: 0, disturbed: false });
  });
});

import { describe, expect, test } from "vitest";

import { LaneGate } from "../../src/parts/lane-gate.ts";

const record = (id: string, lane?: string): { id: string; lane?: string } =>
  lane === undefined ? { id } : { id, lane };
const ids = (records: readonly { id: string }[]): string[] => records.map(({ id }) => id);

describe("LaneGate", () => {
  test("lets a batch of several lanes through, in order", () => {
    const gate = new LaneGate<{ id: string; lane?: string }>();
    expect(ids(gate.enter([record("a1", "a"), record("b1", "b"), record("a2", "a")]))).toEqual([
      "a1",
      "b1",
      "a2",
    ]);
  });

  test("holds the records of a busy lane back and lets the others go", () => {
    const gate = new LaneGate<{ id: string; lane?: string }>();
    gate.enter([record("a1", "a")]);
    expect(ids(gate.enter([record("a2", "a"), record("b1", "b"), record("a3", "a")]))).toEqual([
      "b1",
    ]);
  });

  test("gives what waited when the lane is free, one batch at a time, the lane taken", () => {
    const gate = new LaneGate<{ id: string; lane?: string }>();
    const first = gate.enter([record("a1", "a")]);
    gate.enter([record("a2", "a"), record("a3", "a")]);
    gate.enter([record("a4", "a")]);
    const second = gate.leave(first);
    expect(second.map(ids)).toEqual([["a2", "a3"]]);
    expect(ids(gate.enter([record("a5", "a")]))).toEqual([]);
    const third = gate.leave(second[0] ?? []);
    expect(third.map(ids)).toEqual([["a4"]]);
    expect(gate.leave(third[0] ?? []).map(ids)).toEqual([["a5"]]);
  });

  test("a lane that nobody waits for is free again", () => {
    const gate = new LaneGate<{ id: string; lane?: string }>();
    expect(gate.leave(gate.enter([record("a1", "a")]))).toEqual([]);
    expect(ids(gate.enter([record("a2", "a")]))).toEqual(["a2"]);
  });

  test("records without a lane never wait", () => {
    const gate = new LaneGate<{ id: string; lane?: string }>();
    gate.enter([record("x")]);
    expect(ids(gate.enter([record("x"), record("y")]))).toEqual(["x", "y"]);
  });

  test("drain takes out what waits and keeps busy lanes busy", () => {
    const gate = new LaneGate<{ id: string; lane?: string }>();
    const running = gate.enter([record("a1", "a")]);
    gate.enter([record("a2", "a")]);
    gate.enter([record("a3", "a")]);
    expect(ids(gate.drain())).toEqual(["a2", "a3"]);
    expect(gate.leave(running)).toEqual([]);
  });
});

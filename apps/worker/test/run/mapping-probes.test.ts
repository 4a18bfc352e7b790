import { SourceError } from "@millrace/core/connector";
import { describe, expect, test } from "vitest";

import { MappingProbes } from "../../src/run/mapping-probes.ts";
import { HandClock } from "../hand-clock.ts";
import { ToldMapping } from "../told-mapping.ts";

const fiveMinutesMs = 300_000;

function watch(...told: readonly ToldMapping[]): { probes: MappingProbes; clock: HandClock } {
  const clock = new HandClock();
  return {
    clock,
    probes: new MappingProbes(
      told.map((mapping) => mapping.asMapping()),
      clock,
    ),
  };
}

function connect(mapping: ToldMapping): void {
  mapping.current = { ...mapping.current, state: "Enabled" };
  mapping.tell("state", { from: "Creating", to: "Enabled", reason: "" });
}

describe("readiness", () => {
  test("waits for every enabled mapping, and names the one it waits for", () => {
    const [one, two] = [new ToldMapping("one"), new ToldMapping("two", { state: "Creating" })];
    const { probes } = watch(one, two);
    connect(one);
    expect(probes.ready().filter(({ ok }) => !ok)).toEqual([
      { name: "mapping/two", ok: false, detail: "not connected yet" },
    ]);
    connect(two);
    expect(probes.ready().every(({ ok }) => ok)).toBe(true);
  });

  test("does not wait for a mapping that is switched off", () => {
    const { probes } = watch(new ToldMapping("off", { state: "Disabled" }));
    expect(probes.ready().every(({ ok }) => ok)).toBe(true);
  });

  test("stays when a source goes away later, and says so", () => {
    const mapping = new ToldMapping("one");
    const { probes } = watch(mapping);
    connect(mapping);
    mapping.current = { state: "Enabled", problem: "no answer" };
    expect(probes.ready()).toContainEqual({ name: "mapping/one", ok: true, detail: "no answer" });
  });

  test("ends when the drain begins", () => {
    const mapping = new ToldMapping("one");
    const { probes } = watch(mapping);
    connect(mapping);
    probes.beginDrain();
    expect(probes.ready().some(({ ok }) => !ok)).toBe(true);
  });
});

describe("liveness", () => {
  test("is over when no receive ends for five minutes", () => {
    const mapping = new ToldMapping("one");
    const { probes, clock } = watch(mapping);
    mapping.tell("received", { ids: [], bytes: 0, tookMs: 1 });
    clock.nowMs = fiveMinutesMs;
    expect(probes.live()).toEqual([{ name: "mapping/one", ok: true }]);
    clock.nowMs += 1;
    expect(probes.live()).toEqual([
      { name: "mapping/one", ok: false, detail: "no receive has ended for 300 s" },
    ]);
  });

  test("goes on while receives fail: that is the source's affair", () => {
    const mapping = new ToldMapping("one");
    const { probes, clock } = watch(mapping);
    clock.nowMs = fiveMinutesMs;
    mapping.tell("receiveFailed", { error: new SourceError("denied", "no"), backoffMs: 1 });
    clock.nowMs += fiveMinutesMs;
    expect(probes.live()[0]?.ok).toBe(true);
  });

  test("goes on while anything is in hand, in whichever mapping: pollers may wait for room", () => {
    const [idle, busy] = [new ToldMapping("idle"), new ToldMapping("busy", { inHand: 5 })];
    const { probes, clock } = watch(idle, busy);
    idle.tell("received", { ids: [], bytes: 0, tookMs: 1 });
    clock.nowMs = 2 * fiveMinutesMs;
    expect(probes.live().every(({ ok }) => ok)).toBe(true);
  });

  test("asks nothing of a mapping that does not run", () => {
    const mapping = new ToldMapping("one");
    const { probes, clock } = watch(mapping);
    mapping.tell("received", { ids: [], bytes: 0, tookMs: 1 });
    mapping.current = { state: "Disabled", inHand: 0 };
    clock.nowMs = 2 * fiveMinutesMs;
    expect(probes.live().every(({ ok }) => ok)).toBe(true);
  });
});

import { type QueueFault, simulate } from "@millrace/testkit";
import { describe, expect, test } from "vitest";

import { setStage, type Stage } from "./stage.ts";

const minuteMs = 60_000;

describe("a source in trouble", () => {
  test("S4 messages of a receive whose answer was lost are handled once, a lease later", () =>
    simulate(4, async (simulation) => {
      const { clock } = simulation;
      let lost = 0;
      const stage = await setStage(simulation, {
        queue: { visibilityMs: 30_000 },
        source: {
          faults: (call) => (call === "receive" && lost++ === 0 ? "lost-reply" : undefined),
        },
      });
      stage.send(5);
      await clock.sleep(29_000);
      stage.send(1);
      await clock.sleep(500);
      expect(stage.queue.size).toBe(5);
      await stage.untilEmpty();
      expect(clock.now()).toBeLessThan(32_000);
      await stage.mapping.close();
      expect([...stage.history.violations(), ...stage.log.violations()]).toEqual([]);
    }));

  test("S7 a poll on a dead connection ends by its deadline, and the others go on meanwhile", () =>
    simulate(7, async (simulation) => {
      const { clock } = simulation;
      let receives = 0;
      const stage = await setStage(simulation, {
        source: {
          waitMs: 5_000,
          faults: (call) => (call === "receive" && ++receives === 3 ? "half-open" : undefined),
        },
      });
      const failed: number[] = [];
      stage.mapping.on("receiveFailed", () => failed.push(clock.now()));
      for (let wave = 0; wave < 100; wave += 1) {
        stage.send(5);
        await clock.sleep(100);
        expect(stage.queue.size).toBeLessThanOrEqual(15);
      }
      await clock.sleep(2_000);
      expect(failed).toHaveLength(1);
      expect(failed[0]).toBeLessThan(10_500);
      await stage.untilEmpty();
      await stage.mapping.close();
      expect([...stage.history.violations(), ...stage.log.violations()]).toEqual([]);
    }));

  test.each([
    // Refusals that need a person are asked about rarely: each wait is at least 5 s.
    { fault: "denied", perMinute: 12 },
    { fault: "throttled", perMinute: 60 },
    { fault: "early-empty", perMinute: 300 },
  ] as const)(
    "S19 five minutes of $fault are no hot loop, are told, and end within one backoff",
    ({ fault, perMinute }) =>
      simulate(19, async (simulation) => {
        const { clock } = simulation;
        let trouble = true;
        const stage = await setStage(simulation, {
          source: { faults: (call) => troubleOf(call, trouble, fault) },
        });
        stage.send(20);
        await clock.sleep(10_000);
        const before = stage.log.receives;
        await clock.sleep(5 * minuteMs);
        expect((stage.log.receives - before) / 5).toBeLessThanOrEqual(perMinute);
        expect(stage.mapping.status().healthy).toBe(fault === "early-empty");
        trouble = false;
        await clock.sleep(61_000);
        expect(stage.queue.size).toBe(0);
        expect(stage.mapping.status()).toMatchObject({ healthy: true });
        await stage.mapping.close();
        expect([...stage.history.violations(), ...stage.log.violations()]).toEqual([]);
      }),
  );

  test("S20 receives that come back empty although there is a backlog leave one poller, then full speed", () =>
    simulate(20, async (simulation) => {
      const { clock } = simulation;
      let full = false;
      const stage = await setStage(simulation, {
        source: { faults: (call) => troubleOf(call, full, "early-empty") },
        mapping: { scalingConfig: { maximumConcurrency: 20 } },
        handle: async () => {
          await clock.sleep(50);
          return [];
        },
      });
      stage.send(2_000);
      await clock.sleep(1_000);
      full = true;
      await clock.sleep(2 * minuteMs);
      expect(stage.mapping.status().pollers).toBe(1);
      stage.send(2_000);
      full = false;
      const startMs = clock.now();
      await stage.untilEmpty();
      expect(clock.now() - startMs).toBeLessThan(15_000);
      await stage.mapping.close();
      expect([...stage.history.violations(), ...stage.log.violations()]).toEqual([]);
    }));
});

describe("a square wave of load", () => {
  test("makes the number of pollers turn at most twice per edge", () =>
    simulate(5, async (simulation) => {
      const { clock } = simulation;
      const stage = await setStage(simulation, {
        queue: { visibilityMs: 60_000 },
        mapping: { scalingConfig: { maximumConcurrency: 100 } },
        handle: async () => {
          await clock.sleep(20);
          return [];
        },
      });
      let steps: number[] = [];
      stage.mapping.on("pollers", ({ from, to }) => void steps.push(Math.sign(to - from)));
      for (let period = 0; period < 3; period += 1) {
        steps = [];
        for (let tick = 0; tick < 200; tick += 1) {
          stage.send(50);
          await clock.sleep(10);
        }
        expect(turns(steps), `up: ${steps.join(" ")}`).toBeLessThanOrEqual(2);
        await keepsUp(stage);
        steps = [];
        await clock.sleep(3 * minuteMs);
        expect(turns(steps), `down: ${steps.join(" ")}`).toBeLessThanOrEqual(2);
        expect(stage.mapping.status().pollers).toBe(1);
      }
      await stage.mapping.close();
      expect([...stage.history.violations(), ...stage.log.violations()]).toEqual([]);
    }));
});

function troubleOf(call: string, trouble: boolean, fault: QueueFault): QueueFault | undefined {
  return trouble && call === "receive" ? fault : undefined;
}

/** 5,000 messages per second are handled as they come: at the edge at most a second of them is left. */
async function keepsUp(stage: Stage): Promise<void> {
  expect(stage.queue.size).toBeLessThan(5_000);
  await stage.untilEmpty();
}

function turns(steps: readonly number[]): number {
  return steps.filter((step, index) => index > 0 && step !== steps[index - 1]).length;
}

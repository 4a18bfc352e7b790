import { simulate } from "@millrace/testkit";
import { describe, expect, test } from "vitest";

import { setStage } from "./stage.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

describe("leases", () => {
  test("S9 a handler of ten leases keeps its messages, with two extensions per lease at most", () =>
    simulate(9, async (simulation) => {
      const { clock } = simulation;
      const stage = await setStage(simulation, {
        queue: { visibilityMs: 30_000 },
        mapping: { timeout: 900 },
        handle: async () => {
          await clock.sleep(300_000);
          return [];
        },
      });
      const ids = stage.send(10);
      await stage.untilEmpty();
      await stage.mapping.close();
      expect([...stage.history.violations(), ...stage.log.violations()]).toEqual([]);
      for (const id of ids) {
        expect(stage.log.extensionsOf(id)).toBeGreaterThanOrEqual(10);
        expect(stage.log.extensionsOf(id)).toBeLessThanOrEqual(24);
      }
    }));

  test("S9 at the longest hold the extensions end, the handler hears of it, and the message comes back", () =>
    simulate(9, async (simulation) => {
      const { clock } = simulation;
      let calls = 0;
      let abortedAtMs: number | undefined;
      const stage = await setStage(simulation, {
        queue: { visibilityMs: 30_000 },
        mapping: { timeout: 43_200, batchSize: 1 },
        handle: async (_records, signal) => {
          calls += 1;
          if (calls > 1) return [];
          signal.addEventListener("abort", () => (abortedAtMs = clock.now()), { once: true });
          await clock.sleep(12 * hourMs - 1_000);
          return [];
        },
        source: { maximumHoldMs: hourMs },
      });
      const [id = ""] = stage.send(1);
      await clock.sleep(2 * hourMs);
      const extensions = stage.log.extensionsOf(id);
      expect(abortedAtMs).toBeGreaterThan(hourMs - 30_000);
      expect(abortedAtMs).toBeLessThan(hourMs + 5_000);
      await clock.sleep(hourMs);
      // Held anew by the second copy's lease, until that one's longest hold is over too.
      expect(stage.log.extensionsOf(id) - extensions).toBeLessThan(300);
      await clock.sleep(12 * hourMs);
      expect(stage.queue.size).toBe(0);
      await stage.mapping.close();
      expect(stage.history.violations()).toEqual([]);
    }));

  test("S10 a handler hears within a beat that its lease is over", () =>
    simulate(10, async (simulation) => {
      const { clock } = simulation;
      let abortedAtMs: number | undefined;
      const stage = await setStage(simulation, {
        queue: { visibilityMs: 8_000 },
        source: { faults: (call) => (call === "extend" ? "throttled" : undefined) },
        handle: async (_records, signal) => {
          signal.addEventListener("abort", () => (abortedAtMs ??= clock.now()), { once: true });
          await clock.sleep(20_000);
          return [];
        },
      });
      stage.send(1);
      await clock.sleep(60_000);
      expect(abortedAtMs).toBeGreaterThanOrEqual(8_000);
      expect(abortedAtMs).toBeLessThanOrEqual(9_100);
      await stage.mapping.close();
      expect(stage.log.violations()).toEqual([]);
    }));

  test("S11 a retry's delay counts although an extension was on its way", () =>
    simulate(11, async (simulation) => {
      const { clock } = simulation;
      const handledAtMs: number[] = [];
      let failedAtMs = 0;
      const stage = await setStage(simulation, {
        queue: { visibilityMs: 8_000 },
        source: {
          retryDelayMs: 30_000,
          faults: (call) => (call === "extend" ? "slow" : undefined),
        },
        handle: async (records) => {
          handledAtMs.push(clock.now());
          if (handledAtMs.length > 1) return [];
          await clock.sleep(4_500);
          failedAtMs = clock.now();
          return records.map((record) => record.messageId);
        },
      });
      stage.send(1);
      await stage.untilEmpty();
      await stage.mapping.close();
      const delayMs = (handledAtMs[1] ?? 0) - failedAtMs;
      // The settlement waits for the slow extension, 3 s at most.
      expect(delayMs).toBeGreaterThanOrEqual(30_000);
      expect(delayMs).toBeLessThanOrEqual(33_500);
      expect(stage.log.violations()).toEqual([]);
    }));

  test("S12 what waits for a window longer than its lease, or for slow handlers, is not handed out twice", () =>
    simulate(12, async (simulation) => {
      const { clock } = simulation;
      const stage = await setStage(simulation, {
        queue: { visibilityMs: 5_000 },
        mapping: {
          batchSize: 50,
          maximumBatchingWindowInSeconds: 20,
          scalingConfig: { maximumConcurrency: 2 },
        },
        handle: async () => {
          await clock.sleep(7_000);
          return [];
        },
      });
      for (let wave = 0; wave < 20; wave += 1) {
        stage.send(13);
        await clock.sleep(2_000);
      }
      await stage.untilEmpty();
      await stage.mapping.close();
      expect([...stage.history.violations(), ...stage.log.violations()]).toEqual([]);
    }));

  test("S23 jumps of the wall clock change nothing", async () => {
    const play = (jumpMs: number): Promise<string[]> =>
      simulate(23, async (simulation) => {
        const { clock, chance } = simulation;
        const trace: string[] = [];
        const stage = await setStage(simulation, {
          queue: { visibilityMs: 10_000 },
          handle: async (records) => {
            await clock.sleep(chance.next() * 25_000);
            return records
              .slice(0, 1)
              .flatMap(({ messageId, receiveCount }) => (receiveCount === 1 ? messageId : []));
          },
        });
        for (const name of ["received", "invoking", "invoked", "settled", "extended"] as const)
          stage.mapping.on(name, (event) =>
            trace.push(`${clock.now()} ${name} ${"ids" in event ? event.ids.join(" ") : ""}`),
          );
        stage.send(200);
        for (let step = 0; stage.queue.size > 0; step += 1) {
          clock.wallOffsetMs += step % 2 === 0 ? jumpMs : -jumpMs;
          await clock.sleep(1_000);
        }
        await stage.mapping.close();
        return trace;
      });
    const still = await play(0);
    expect(still.length).toBeGreaterThan(100);
    expect(await play(hourMs)).toEqual(still);
  });
});

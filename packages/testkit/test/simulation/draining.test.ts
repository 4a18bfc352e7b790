import { simulate } from "@millrace/testkit";
import { describe, expect, test } from "vitest";

import { setStage } from "./stage.ts";

describe("draining", () => {
  test.each([false, true])(
    "at any moment nothing is lost, nothing stays in flight, and the report is true (ordered: %s)",
    async (ordered) => {
      for (let seed = 1; seed <= 60; seed += 1) {
        await simulate(seed, async (simulation) => {
          const { clock, chance } = simulation;
          const wide = !ordered && chance.next() < 0.5;
          const stage = await setStage(simulation, {
            queue: { ordered, visibilityMs: 30_000 },
            source: { latencyMs: Math.floor(chance.next() * 100) },
            mapping: {
              batchSize: wide ? 30 : 10,
              maximumBatchingWindowInSeconds: wide ? 3 : 0,
              scalingConfig: { maximumConcurrency: 3 },
            },
            handle: async () => {
              await clock.sleep(chance.next() * 4_000);
              return [];
            },
          });
          for (let wave = 0; wave < 20; wave += 1) {
            stage.send(5, ordered ? `g${wave % 4}` : undefined);
            await clock.sleep(chance.next() * 200);
          }
          await clock.sleep(chance.next() * 8_000);
          const before = stage.queue.size;
          const { receives } = stage.log;
          const report = await stage.mapping.close();
          expect(stage.log.receives).toBe(receives);
          expect(report.abandoned).toBe(0);
          // An acknowledgement whose answer was on its way counts too.
          expect(report.finished).toBeGreaterThanOrEqual(before - stage.queue.size);
          expect(report.tookMs).toBeLessThanOrEqual(27_000);
          expect([stage.queue.inFlight, stage.mapping.status().inHand]).toEqual([0, 0]);
          const left = new Set(stage.queue.receive(1_000).map(({ id }) => id));
          expect([...stage.history.violations(left), ...stage.log.violations()]).toEqual([]);
        });
      }
    },
  );

  test("S17 the buffered are back within a second, the running finish, what arrives meanwhile goes back", () =>
    simulate(17, async (simulation) => {
      const { clock } = simulation;
      let started = 0;
      const stage = await setStage(simulation, {
        mapping: { batchSize: 1, scalingConfig: { maximumConcurrency: 2 } },
        handle: async () => {
          started += 1;
          await clock.sleep(10_000);
          return [];
        },
      });
      stage.send(3);
      await clock.sleep(2_000);
      expect([started, stage.queue.inFlight]).toEqual([2, 3]);
      const closing = stage.mapping.close();
      await clock.sleep(1_000);
      expect(stage.queue.visible).toBe(1);
      stage.send(1);
      const report = await closing;
      expect(report).toMatchObject({ finished: 2, abandoned: 0 });
      expect([started, stage.queue.visible, stage.queue.inFlight]).toEqual([2, 2, 0]);
    }));

  test("S18 a handler that ignores its signal keeps its message until the lease ends", () =>
    simulate(18, async (simulation) => {
      const { clock } = simulation;
      const stage = await setStage(simulation, {
        queue: { visibilityMs: 30_000 },
        mapping: { drainTimeoutInSeconds: 5, timeout: 900 },
        handle: async () => {
          await clock.sleep(600_000);
          return [];
        },
      });
      stage.send(1);
      await clock.sleep(60_000);
      const report = await stage.mapping.close();
      expect(report).toMatchObject({ finished: 0, released: 0, abandoned: 1 });
      expect(report.tookMs).toBeLessThanOrEqual(7_100);
      expect([stage.queue.visible, stage.queue.inFlight]).toEqual([0, 1]);
      await clock.sleep(30_000);
      expect(stage.queue.visible).toBe(1);
      await clock.sleep(600_000);
      expect([stage.queue.size, stage.log.violations()]).toEqual([1, []]);
    }));
});

describe("a handler that is stuck for a day", () => {
  test.each([43_200, 60])(
    "stops the polling and holds no more than its share (timeout of %i s)",
    (timeout) =>
      simulate(
        1,
        async (simulation) => {
          const { clock } = simulation;
          const dayMs = 86_400_000;
          const stage = await setStage(simulation, {
            queue: { visibilityMs: 60_000 },
            mapping: { timeout, scalingConfig: { maximumConcurrency: 2 } },
            handle: async () => {
              await clock.sleep(dayMs);
              return [];
            },
          });
          let most = 0;
          const look = (): void => {
            most = Math.max(most, stage.mapping.status().inHand);
          };
          stage.mapping.on("received", look);
          stage.mapping.on("extended", look);
          stage.send(500);
          await clock.sleep(3_600_000);
          const { receives } = stage.log;
          expect(stage.queue.inFlight).toBeGreaterThanOrEqual(20);
          await clock.sleep(10 * 3_600_000);
          expect(stage.log.receives).toBe(receives);
          expect(stage.queue.inFlight).toBeLessThanOrEqual(30);
          await clock.sleep(dayMs - 11 * 3_600_000 - 1_000);
          expect(most).toBeLessThanOrEqual(30);
          // Two whole batches are in the handlers; nothing of what is behind them was started.
          expect(stage.mapping.status()).toMatchObject({ inHandler: 20 });
          await stage.mapping.close();
          expect(stage.log.violations()).toEqual([]);
        },
        { limitMs: 4 * 86_400_000 },
      ),
  );
});

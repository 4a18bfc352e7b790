import { simulate } from "@millrace/testkit";
import { describe, expect, test } from "vitest";

import { play } from "./play.ts";
import { setStage } from "./stage.ts";
import { drawSwarm } from "./swarm-options.ts";
import { Swarm } from "./swarm.ts";

describe("lanes", () => {
  test("S14 what fails comes back with all behind it in its group, in order; another group is done", () =>
    simulate(14, async (simulation) => {
      const { clock } = simulation;
      const calls: string[][] = [];
      const stage = await setStage(simulation, {
        queue: { ordered: true, visibilityMs: 30_000 },
        mapping: { enabled: false },
        handle: (records) => {
          calls.push(records.map(({ messageId }) => messageId));
          return calls.length === 1 ? ["m-2", "m-3", "m-6"] : [];
        },
      });
      stage.send(3, "a");
      stage.send(2, "b");
      stage.send(1, "a");
      await stage.mapping.update({ enabled: true });
      await clock.sleep(1_000);
      expect([stage.queue.visible, stage.queue.inFlight]).toEqual([0, 3]);
      await stage.untilEmpty();
      expect(calls).toEqual([
        ["m-1", "m-2", "m-3", "m-4", "m-5", "m-6"],
        ["m-2", "m-3", "m-6"],
      ]);
      await stage.mapping.close();
      expect([...stage.history.violations(), ...stage.log.violations()]).toEqual([]);
    }));

  test("S15 two workers, 50 groups, failures and a kill: every group in order, all done", () =>
    simulate(15, async (simulation) => {
      const options = {
        ...drawSwarm(simulation.chance),
        messages: 1_000,
        sendingMs: 30_000,
        ordered: true,
        groups: 50,
        workers: 2,
        kills: 1,
        failures: 0.05,
        duplicates: 0,
        batchSize: 10,
        windowSeconds: 0,
      };
      const { violations, handled } = await new Swarm(simulation, options).run();
      expect(violations).toEqual([]);
      expect(handled).toBeGreaterThan(1_000);
    }));

  test("S16 a poison message of a standard queue is handled as often as the queue allows, then dead", () =>
    simulate(16, async (simulation) => {
      const runs: string[] = [];
      const stage = await setStage(simulation, {
        queue: { visibilityMs: 5_000, maxReceiveCount: 3 },
        handle: (records) => {
          runs.push(...records.map(({ messageId }) => messageId));
          return records.map(({ messageId }) => messageId).filter((id) => id === "m-3");
        },
      });
      stage.send(5);
      await stage.untilEmpty();
      await stage.mapping.close();
      expect(stage.queue.deadLetters.map(({ id }) => id)).toEqual(["m-3"]);
      expect(runs.filter((id) => id === "m-3")).toHaveLength(3);
      expect(runs).toHaveLength(7);
      expect(stage.history.violations(new Set(["m-3"]))).toEqual([]);
    }));

  test("S16 retries on the lease keep the followers of a poison head out of the dead letters", () =>
    simulate(16, async (simulation) => {
      const done: string[] = [];
      const stage = await setStage(simulation, {
        queue: { ordered: true, visibilityMs: 5_000, maxReceiveCount: 3 },
        source: { laneRetries: 3 },
        mapping: { batchSize: 1 },
        handle: (records) => {
          const failed = records.filter(({ messageId }) => messageId === "m-1");
          if (failed.length === 0) done.push(...records.map(({ messageId }) => messageId));
          return failed.map(({ messageId }) => messageId);
        },
      });
      const ids = stage.send(10, "a");
      await stage.untilEmpty();
      await stage.mapping.close();
      expect(stage.queue.deadLetters.map(({ id }) => id)).toEqual(["m-1"]);
      expect(done).toEqual(ids.slice(1));
    }));

  test("S24 a queue that hands a message out twice finds it handled once at a time", async () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      await simulate(seed, async (simulation) => {
        const { clock, chance } = simulation;
        const runs = new Map<string, number>();
        const stage = await setStage(simulation, {
          queue: { duplicates: 0.02, visibilityMs: 30_000 },
          source: { latencyMs: 20 },
          handle: async (records) => {
            for (const { messageId } of records)
              runs.set(messageId, (runs.get(messageId) ?? 0) + 1);
            await clock.sleep(chance.next() * 500);
            return [];
          },
        });
        stage.send(50);
        await stage.untilEmpty();
        await stage.mapping.close();
        expect(stage.history.violations()).toEqual([]);
        expect([...runs.values()].every((count) => count === 1)).toBe(true);
      });
    }
  });

  test("the same seed gives the same swarm", async () => {
    for (const seed of [2, 71, 828]) {
      expect((await play(seed)).hash).toBe((await play(seed)).hash);
    }
  });
});

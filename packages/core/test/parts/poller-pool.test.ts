import { expect, test } from "vitest";

import { seededRandom } from "../../src/base/random.ts";
import { SourceError } from "../../src/base/source-error.ts";
import { TaskSet } from "../../src/base/task-set.ts";
import type { Delivery } from "../../src/model/delivery.ts";
import { Credits } from "../../src/parts/credits.ts";
import { PollerPool } from "../../src/parts/poller-pool.ts";
import { PollerScale } from "../../src/rules/poller-scale.ts";
import { ManualClock, settle } from "../manual-clock.ts";

type Answer = PromiseWithResolvers<readonly Delivery<string>[]>;

/** A pool of two, whose receives the test answers. */
async function startTwo(hadTrouble: boolean) {
  const clock = new ManualClock();
  const scale = new PollerScale({ minimum: 1, maximum: 10, maximumReceive: 10 });
  // Has had trouble lately, so that the next one halves it no more; then a message has made it two.
  if (hadTrouble) scale.backOff(0);
  scale.report({ asked: 10, received: 1, atMs: 0, freeCredits: 1_000 });
  const pending: Answer[] = [];
  const escaped: unknown[] = [];
  const pool = new PollerPool({
    clock,
    random: seededRandom(1),
    tasks: new TaskSet((error) => escaped.push(error)),
    credits: new Credits([], 1, 1_000),
    scale,
    waitMs: 20_000,
    maximumReceive: 10,
    receive: () => {
      const answer: Answer = Promise.withResolvers();
      pending.push(answer);
      return answer.promise;
    },
    take: () => {},
    pauseMs: () => 0,
    onFailed: () => {},
    onScaled: () => {},
  });
  pool.start();
  await settle();
  expect([pool.running, pending.length]).toEqual([2, 2]);
  const take = (): Answer => {
    const answer = pending.shift();
    if (answer === undefined) throw new Error("nobody receives");
    return answer;
  };
  return { pool, clock, scale, pending, escaped, take };
}

test("of a poller that failed and one that works, the one that works stays", async () => {
  const { pool, clock, pending, take, escaped } = await startTwo(false);
  take().reject(new SourceError("denied", "who are you?"));
  await clock.advance(2_000);
  take().resolve([]);
  await settle();
  expect([pool.running, pending.length]).toEqual([1, 1]);
  expect(escaped).toEqual([]);
});

test("when the pool shrinks, a poller that rests goes before one that receives", async () => {
  const { pool, clock, pending, take, escaped } = await startTwo(true);
  take().reject(new SourceError("denied", "who are you?"));
  await settle();
  expect([pool.running, pending.length]).toEqual([2, 1]);
  for (let empty = 0; empty < 2; empty += 1) {
    await clock.advance(2_000);
    take().resolve([]);
    await settle();
  }
  expect([pool.running, pending.length]).toEqual([1, 1]);
  await clock.advance(60_000);
  expect([pool.running, pending.length]).toEqual([1, 1]);
  expect(escaped).toEqual([]);
});

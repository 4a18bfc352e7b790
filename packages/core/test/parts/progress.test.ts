import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Standing } from "../../src/contracts/stream-source.ts";
import { Committer } from "../../src/parts/committer.ts";
import { LowWaterMark, type Progress } from "../../src/parts/low-water-mark.ts";
import { laneOfKey } from "../../src/rules/lane-of-key.ts";
import { countExpired } from "../../src/rules/record-age.ts";
import { ManualClock } from "../manual-clock.ts";

describe("LowWaterMark", () => {
  test("is the last record with nothing unfinished before it, whatever the order of finishing", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000 }),
        fc.infiniteStream(fc.nat()),
        (count, stream) => {
          const mark = new LowWaterMark();
          const all = Array.from({ length: count }, (_, index) => mark.add(String(index), 10));
          const order = all.map((progress) => ({ progress, key: stream.next().value as number }));
          order.sort((left, right) => left.key - right.key);
          const done = new Set<Progress>();
          for (const { progress } of order.slice(0, 50)) {
            done.add(progress);
            mark.finish([progress]);
            const firstOpen = all.findIndex((each) => !done.has(each));
            const contiguous = firstOpen === -1 ? count : firstOpen;
            expect(mark.position).toBe(contiguous === 0 ? undefined : String(contiguous - 1));
            expect([mark.size, mark.bytes]).toEqual([
              count - contiguous,
              (count - contiguous) * 10,
            ]);
          }
          mark.finish(all);
          expect([mark.position, mark.size, mark.bytes]).toEqual([String(count - 1), 0, 0]);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("says whether it moved", () => {
    const mark = new LowWaterMark();
    const [one, two] = [mark.add("1", 1), mark.add("2", 1)];
    expect([mark.finish([two]), mark.finish([one]), mark.finish([one])]).toEqual([
      false,
      true,
      false,
    ]);
  });
});

describe("Committer", () => {
  interface Made {
    readonly clock: ManualClock;
    readonly committer: Committer;
    readonly commits: string[];
    readonly answers: ((standing: Standing) => void)[];
  }
  const make = (): Made => {
    const clock = new ManualClock();
    const commits: string[] = [];
    const answers: ((standing: Standing) => void)[] = [];
    const committer = new Committer({
      clock,
      everyMs: 1_000,
      commit: (position) => {
        commits.push(position);
        return new Promise((resolve) => answers.push(resolve));
      },
      onCommitted: () => {},
    });
    return { clock, committer, commits, answers };
  };

  test("never has two commits on their way, and skips to the newest", async () => {
    const { clock, committer, commits, answers } = make();
    committer.want("1");
    await clock.advance(0);
    committer.want("2");
    committer.want("3");
    await clock.advance(5_000);
    expect(commits).toEqual(["1"]);
    answers[0]?.("held");
    await clock.advance(0);
    expect(commits).toEqual(["1", "3"]);
  });

  test("flush saves what is wanted, after the commit that is on its way", async () => {
    const { clock, committer, commits, answers } = make();
    committer.want("1");
    await clock.advance(0);
    committer.want("2");
    const flushing = committer.flush();
    answers[0]?.("held");
    await clock.advance(0);
    answers[1]?.("held");
    await flushing;
    expect([commits, clock.timers]).toEqual([["1", "2"], 0]);
  });

  test("saves nothing after it was told that the shard is lost", async () => {
    const { clock, committer, commits, answers } = make();
    committer.want("1");
    await clock.advance(0);
    answers[0]?.("lost");
    await clock.advance(0);
    committer.want("2");
    await clock.advance(10_000);
    await committer.flush();
    expect(commits).toEqual(["1"]);
  });
});

describe("laneOfKey", () => {
  test("gives a key always the same lane, and spreads keys", () => {
    const lanes = new Map<number, number>();
    for (let key = 0; key < 10_000; key += 1) {
      const lane = laneOfKey(`{"id":{"S":"o-${key}"}}`, 10);
      expect(laneOfKey(`{"id":{"S":"o-${key}"}}`, 10)).toBe(lane);
      lanes.set(lane, (lanes.get(lane) ?? 0) + 1);
    }
    expect(lanes.size).toBe(10);
    expect(Math.min(...lanes.values())).toBeGreaterThan(700);
  });
});

describe("countExpired", () => {
  const at = (arrivedAtMs?: number): { arrivedAtMs?: number } =>
    arrivedAtMs === undefined ? {} : { arrivedAtMs };

  test.each([
    ["no limit", [at(0)], -1, 0],
    ["the old ones at the front", [at(0), at(30_000), at(90_000)], 60_000, 2],
    ["exactly the limit is not over it", [at(40_000)], 60_000, 0],
    ["all", [at(0), at(1)], 60_000, 2],
    ["a record without a time stops the count", [at(), at(0)], 60_000, 0],
    ["nothing", [], 60_000, 0],
  ])("%s", (_name, records, maximumAgeMs, expected) => {
    expect(countExpired(records, maximumAgeMs, 100_000)).toBe(expected);
  });
});

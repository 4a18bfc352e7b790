import { seededRandom, sleep } from "@millrace/core/connector";
import { simulate, VirtualClock } from "@millrace/testkit";
import { describe, expect, test } from "vitest";

describe("VirtualClock", () => {
  test("fires timers in order of time and lets promises run in between", async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.setTimer(20, () => seen.push("20"));
    clock.setTimer(10, () => {
      seen.push("10");
      void Promise.resolve().then(() => clock.setTimer(5, () => seen.push("15")));
    });
    await clock.advance(30);
    expect(seen).toEqual(["10", "15", "20"]);
    expect([clock.now(), clock.timers]).toEqual([30, 0]);
  });

  test("a cancelled timer does not fire, and is not counted", async () => {
    const clock = new VirtualClock();
    let fired = 0;
    const timer = clock.setTimer(10, () => (fired += 1));
    timer.cancel();
    timer.cancel();
    expect(clock.timers).toBe(0);
    await clock.advance(100);
    expect(fired).toBe(0);
  });

  test("many timers come out sorted", async () => {
    const clock = new VirtualClock(seededRandom(1));
    const random = seededRandom(2);
    const seen: number[] = [];
    for (let timer = 0; timer < 500; timer += 1) {
      const atMs = Math.floor(random.next() * 1_000);
      clock.setTimer(atMs, () => seen.push(atMs));
    }
    await clock.advance(1_000);
    expect(seen).toEqual(seen.toSorted((left, right) => left - right));
    expect(seen).toHaveLength(500);
  });

  test("the wall clock may jump, the other one does not", async () => {
    const clock = new VirtualClock();
    clock.wallOffsetMs += 3_600_000;
    await clock.advance(5);
    expect([clock.now(), clock.wallTimeMs()]).toEqual([5, 1_764_003_600_005]);
  });

  test("finish says so when nothing can move any more", async () => {
    await expect(new VirtualClock().finish(new Promise(() => {}))).rejects.toThrow(
      "nothing moves, or not in time",
    );
  });
});

describe("simulate", () => {
  test("the same seed draws the same, another seed something else", async () => {
    const draw = (seed: number): Promise<number[]> =>
      simulate(seed, async ({ clock, random, chance }) => {
        await sleep(clock, 3_600_000);
        return [random.next(), chance.next(), clock.now()];
      });
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(1)).not.toEqual(await draw(2));
  });

  test("a failure names its seed and what was drawn, and keeps its cause", async () => {
    const cause = new Error("boom");
    const run = simulate(7, () => Promise.reject(cause), { describe: () => "lanes 3" });
    await expect(run).rejects.toMatchObject({ message: "seed 7 with lanes 3: boom", cause });
  });
});

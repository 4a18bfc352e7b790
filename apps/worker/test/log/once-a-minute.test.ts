import { expect, test } from "vitest";

import { OnceAMinute } from "../../src/log/once-a-minute.ts";

function at(): {
  clock: { now(): number; wallTimeMs(): number; setTimer(): never };
  nowMs: number;
} {
  const time = { nowMs: 0 };
  return Object.assign(time, {
    clock: {
      now: () => time.nowMs,
      wallTimeMs: () => time.nowMs,
      setTimer: () => {
        throw new Error("nobody waits here");
      },
    },
  });
}

test("one line of a kind per minute, and then how many were held back", () => {
  const time = at();
  const limited = new OnceAMinute(time.clock);
  const told: [string, number][] = [];
  const tell = (kind: string): void => limited.tell(kind, (held) => void told.push([kind, held]));
  tell("a");
  tell("a");
  tell("b");
  time.nowMs = 59_999;
  tell("a");
  time.nowMs = 60_000;
  tell("a");
  tell("a");
  expect(told).toEqual([
    ["a", 0],
    ["b", 0],
    ["a", 2],
  ]);
});

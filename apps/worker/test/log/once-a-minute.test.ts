import { expect, test } from "vitest";

import { OnceAMinute } from "../../src/log/once-a-minute.ts";
import { HandClock } from "../hand-clock.ts";

test("one line of a kind per minute, and then how many were held back", () => {
  const time = new HandClock();
  const limited = new OnceAMinute(time);
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

import type { Clock } from "./clock.ts";

const watchMs = 20;

/** Waits until the condition holds, looking every 20 ms. @returns false when the deadline came first. */
export async function until(
  clock: Clock,
  condition: () => boolean,
  deadlineMs: number,
): Promise<boolean> {
  while (!condition()) {
    const leftMs = deadlineMs - clock.now();
    if (leftMs <= 0) return false;
    await new Promise<void>((resolve) => clock.setTimer(Math.min(watchMs, leftMs), resolve));
  }
  return true;
}

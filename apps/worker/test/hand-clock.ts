import type { Clock } from "@millrace/core";

/** A clock that a test moves; nobody may wait by it. */
export class HandClock implements Clock {
  nowMs = 0;

  now(): number {
    return this.nowMs;
  }

  wallTimeMs(): number {
    return this.nowMs;
  }

  setTimer(): never {
    throw new Error("nobody waits by this clock");
  }
}

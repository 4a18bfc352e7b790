import { setTimeout as sleep } from "node:timers/promises";
import type { Gauge } from "./gauge.ts";

/** The one handler that all clients run: notes each message, waits as real work would, counts. */
export function createBatchHandler(
  gauge: Gauge,
  handlerMs: number,
): (bodies: readonly string[]) => Promise<void> {
  return async (bodies) => {
    for (const body of bodies) gauge.started(body);
    if (handlerMs > 0) await sleep(handlerMs);
    gauge.finished(bodies.length);
  };
}

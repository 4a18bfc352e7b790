import type { BenchQueue } from "./bench-queue.ts";
import { createOrderText, encodeBody } from "./message-body.ts";

/**
 * Sends at a fixed rate whatever the consumer does (open loop): a message due while the server was busy is sent late
 * but carries the time it was due, so that no wait is left out of the latencies.
 */
export function startDrip(queue: BenchQueue, perSecond: number): NodeJS.Timeout {
  const intervalNs = BigInt(Math.round(1e9 / perSecond));
  let dueNs = process.hrtime.bigint() + intervalNs;
  let sent = 0;
  return setInterval(() => {
    const nowNs = process.hrtime.bigint();
    for (; dueNs <= nowNs; dueNs += intervalNs) {
      queue.send(encodeBody(createOrderText(sent, dueNs)), 0);
      sent += 1;
    }
  }, 1);
}

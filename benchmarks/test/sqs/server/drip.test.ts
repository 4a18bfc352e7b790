import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { BenchQueue, type BenchMessage } from "../../../src/sqs/server/bench-queue.ts";
import { startDrip } from "../../../src/sqs/server/drip.ts";
import { readSentNs } from "../../../src/sqs/server/message-body.ts";

test("sends at its rate, each message stamped with the time it was due", async () => {
  const queue = new BenchQueue(Date.now);
  const startNs = Number(process.hrtime.bigint());
  const timer = startDrip(queue, 500);
  await sleep(200);
  clearInterval(timer);
  const passedNs = Number(process.hrtime.bigint()) - startNs;

  const messages = takeAll(queue);

  const stamps = messages.map(({ body }) => readSentNs(JSON.parse(body.json) as string));
  expect(stamps.length).toBeGreaterThan(80);
  expect(stamps.length).toBeLessThanOrEqual(passedNs / 2e6);
  expect(
    stamps.every((stamp, index) => index === 0 || stamp - (stamps[index - 1] ?? 0) === 2e6),
  ).toBe(true);
});

function takeAll(queue: BenchQueue): readonly BenchMessage[] {
  const messages: BenchMessage[] = [];
  while (queue.counts().visible > 0) {
    queue.receive({
      maxMessages: 10,
      waitMs: 0,
      visibilityMs: 30_000,
      deliver: (received) => messages.push(...received),
    });
  }
  return messages;
}

import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { createMapping } from "@millrace/core";
import { CallDeadlines, seededRandom, systemClock } from "@millrace/core/connector";
import { expect, test } from "vitest";

import { openQueue } from "../../src/open-queue.ts";
import type { QueueClient } from "../../src/queue-client.ts";
import { resolveSettings } from "../../src/settings.ts";
import { sqs } from "../../src/sqs.ts";
import { VirtualClock } from "@millrace/testkit";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A listener or a promise that is kept per poll would make several times this. */
const allowedBytes = 2_000_000;

test("S27 100,000 empty polls with one stop signal: the heap stays flat", async () => {
  const clock = new VirtualClock();
  let polls = 0;
  let stop: AbortSignal | undefined;
  const client: QueueClient = {
    receive: async (request, signal) => {
      polls += 1;
      stop = signal;
      await clock.sleep(request.waitTimeSeconds * 1000);
      return [];
    },
    deleteBatch: () => Promise.resolve([]),
    changeVisibilityBatch: () => Promise.resolve([]),
    close: () => {},
  };
  const options = { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" };
  const definition = sqs(options);
  const mapping = createMapping(
    {
      source: {
        ...definition,
        open: (opening) =>
          openQueue(
            resolveSettings(options),
            {
              region: "eu-central-1",
              findQueueUrl: () => Promise.resolve(options.queueUrl),
              readAttributes: () => Promise.resolve({}),
              openQueue: () => client,
              close: () => {},
            },
            opening,
          ),
      },
      handler: () => {},
    },
    { clock, random: seededRandom(1) },
  );
  await clock.finish(mapping.start());
  const poll = async (count: number): Promise<void> => {
    const target = polls + count;
    while (polls < target) await clock.advance(200_000);
  };
  await poll(10_000);
  const before = heapBytes();
  await poll(90_000);
  expect(heapBytes() - before).toBeLessThan(allowedBytes);
  expect(polls).toBeGreaterThanOrEqual(100_000);
  if (stop !== undefined) expect(getEventListeners(stop, "abort").length).toBeLessThanOrEqual(1);
  await clock.finish(mapping.close());
});

test("S27 100,000 calls with deadlines and one stop signal keep nothing", async () => {
  const deadlines = new CallDeadlines(systemClock);
  const stop = new AbortController();
  const call = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1)
      await deadlines.run({}, 25_000, () => Promise.resolve(index), stop.signal);
  };
  await call(10_000);
  const before = heapBytes();
  await call(90_000);
  expect(heapBytes() - before).toBeLessThan(allowedBytes);
  expect(getEventListeners(stop.signal, "abort")).toEqual([]);
});

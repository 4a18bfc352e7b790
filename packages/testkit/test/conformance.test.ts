import {
  memoryQueue,
  type QueueEvent,
  type QueueHarness,
  type QueueItem,
  queueScenarios,
} from "@millrace/testkit";
import { describeQueueConnector } from "@millrace/testkit/vitest";
import { expect, test } from "vitest";

const harness: QueueHarness = {
  hasOrderedQueues: true,
  createQueue: async ({ ordered, visibilityTimeoutSeconds }) => {
    const queue = memoryQueue({ ordered, visibilityTimeoutSeconds });
    return {
      source: queue.source,
      send: async (messages) => {
        for (const { body, lane } of messages)
          queue.send(body, lane === undefined ? {} : { group: lane });
      },
      count: async () => ({ visible: queue.visible, inFlight: queue.inFlight }),
      recordsOf: (event) => (event as QueueEvent).Records,
      bodyOf: (record) => (record as QueueItem).body,
      idOf: (record) => (record as QueueItem).messageId,
      patternOf: (body) => JSON.stringify({ body: [body] }),
      remove: async () => {},
    };
  },
};

describeQueueConnector("the queue in memory", harness);

test("scenarios about lanes are listed for ordered queues only", () => {
  const [all, plain] = [true, false].map((hasOrderedQueues) =>
    queueScenarios({ hasOrderedQueues }),
  );
  expect(all?.length).toBeGreaterThan(12);
  expect(plain?.some((scenario) => scenario.ordered)).toBe(false);
  expect(new Set(all?.map((scenario) => scenario.name)).size).toBe(all?.length);
});

test("the suite finds a connector that acknowledges what failed", async () => {
  const partial = queueScenarios(harness).find(({ name }) =>
    name.includes("only what failed comes back"),
  );
  const broken: QueueHarness = {
    ...harness,
    createQueue: async (needs) => {
      const queue = await harness.createQueue(needs);
      return {
        ...queue,
        source: {
          ...queue.source,
          open: async (opening) => {
            const source = await queue.source.open(opening);
            return Object.assign(Object.create(source) as typeof source, {
              settle: (settlements: Parameters<typeof source.settle>[0]) =>
                source.settle(
                  settlements.map((one) => ({ ...one, action: "acknowledge" as const })),
                ),
              receive: source.receive.bind(source),
              extend: source.extend?.bind(source),
              toEvent: source.toEvent.bind(source),
              flush: source.flush.bind(source),
              close: source.close.bind(source),
            });
          },
        },
      };
    },
  };
  await expect(partial?.run(broken)).rejects.toThrow();
});

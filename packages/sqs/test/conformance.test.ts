import { ENGINE_CREDENTIALS } from "@millrace/engines";
import { type SqsServer, sqsServers } from "@millrace/engines/vitest";
import type { QueueHarness } from "@millrace/testkit";
import { describeQueueConnector } from "@millrace/testkit/vitest";
import type { SQSEvent, SQSRecord } from "aws-lambda";

import { sqs } from "../src/index.ts";
import { TestQueue } from "./wire/test-queue.ts";

function harnessOn(server: SqsServer): QueueHarness {
  return {
    hasOrderedQueues: true,
    async createQueue({ ordered, visibilityTimeoutSeconds }) {
      const queue = await TestQueue.create(server, {
        fifo: ordered,
        attributes: { VisibilityTimeout: String(visibilityTimeoutSeconds) },
        removedBy: "caller",
      });
      return {
        source: sqs({
          queueUrl: queue.url,
          endpoint: server.endpoint,
          region: server.region,
          credentials: ENGINE_CREDENTIALS,
          waitTimeSeconds: 1,
          visibilityTimeoutSeconds: Math.max(5, visibilityTimeoutSeconds),
        }) as never,
        send: async (messages) => {
          await queue.send(
            ...messages.map(({ body, lane }) => ({
              body,
              ...(lane === undefined ? {} : { group: lane }),
            })),
          );
        },
        count: () => queue.counts(),
        bodyOf: (record) => (record as SQSRecord).body,
        idOf: (record) => (record as SQSRecord).messageId,
        recordsOf: (event) => (event as SQSEvent).Records,
        patternOf: (body) => JSON.stringify({ body: [body] }),
        remove: () => queue.remove(),
      };
    },
  };
}

const { main, fauxqs } = sqsServers();
for (const server of [main, fauxqs])
  describeQueueConnector(`SQS on ${server.name}`, harnessOn(server));

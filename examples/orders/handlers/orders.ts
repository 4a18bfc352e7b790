import { setTimeout as sleep } from "node:timers/promises";

import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import { readOrder } from "./order.ts";

/** What the order service would do with an order: here it takes its time. */
const workMs = 50;

/** A Lambda handler, as it would be deployed: it says itself which messages failed. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of event.Records) {
    try {
      readOrder(body);
      await sleep(workMs);
    } catch {
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

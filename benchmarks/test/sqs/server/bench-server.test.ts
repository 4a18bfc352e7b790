import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageBatchCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { handleOf, startServerUnderTest } from "./server-under-test.ts";

describe("the rest of the service", () => {
  test("keeps a delayed message back until its delay is over", async () => {
    const { queueUrl, sqs, receive } = await startServerUnderTest();
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: [{ Id: "late", MessageBody: "a", DelaySeconds: 1 }],
      }),
    );

    const early = await receive();
    const late = await receive(5);

    expect(early).toEqual([]);
    expect(late.map(({ Body }) => Body)).toEqual(["a"]);
  });

  test("tells the queue's URL and attributes", async () => {
    const { queueUrl, sqs, control } = await startServerUnderTest({ visibilityTimeoutSeconds: 7 });
    await control.fill(3);

    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "bench" }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );

    expect(QueueUrl).toBe(queueUrl);
    expect(Attributes).toMatchObject({ VisibilityTimeout: "7", ApproximateNumberOfMessages: "3" });
  });

  test("refuses a queue that does not exist and a batch of eleven by the names SQS uses", async () => {
    const { queueUrl, sqs } = await startServerUnderTest();
    const entries = Array.from({ length: 11 }, (_, index) => ({
      Id: String(index),
      MessageBody: "a",
    }));

    const missing = sqs.send(new GetQueueUrlCommand({ QueueName: "other" }));
    const tooMany = sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));

    await expect(missing).rejects.toMatchObject({ name: "QueueDoesNotExist" });
    await expect(tooMany).rejects.toMatchObject({ name: "TooManyEntriesInBatchRequest" });
  });

  test("counts requests by action, control calls left out", async () => {
    const { queueUrl, sqs, control, receive } = await startServerUnderTest();
    await control.fill(1);
    const [message] = await receive();
    await sqs.send(
      new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: handleOf(message) }),
    );

    const { requests, cpuUs } = await control.stats();

    expect(requests).toEqual({ ReceiveMessage: 1, DeleteMessage: 1 });
    expect(cpuUs).toBeGreaterThan(0);
  });
});

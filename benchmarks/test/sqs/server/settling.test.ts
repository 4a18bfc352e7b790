import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { handleOf, startServerUnderTest } from "./server-under-test.ts";

describe("settling", () => {
  test("deletes single messages for good", async () => {
    const { queueUrl, sqs, control, send, receive } = await startServerUnderTest({
      visibilityTimeoutSeconds: 1,
    });
    await send("a");
    const [message] = await receive();

    await sqs.send(
      new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: handleOf(message) }),
    );

    expect(await receive(2)).toEqual([]);
    expect(await control.stats()).toMatchObject({ deleted: 1, inFlight: 0, redelivered: 0 });
  });

  test("answers a batch entry by entry", async () => {
    const { queueUrl, sqs, control, send, receive } = await startServerUnderTest();
    await send("a", "b");
    const [first] = await receive();

    const { Successful, Failed } = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: [
          { Id: "good", ReceiptHandle: handleOf(first) },
          { Id: "garbage", ReceiptHandle: "garbage" },
        ],
      }),
    );

    expect(Successful).toEqual([{ Id: "good" }]);
    expect(Failed).toEqual([
      expect.objectContaining({ Id: "garbage", Code: "ReceiptHandleIsInvalid", SenderFault: true }),
    ]);
    expect(await control.stats()).toMatchObject({ deleted: 1, inFlight: 1 });
  });

  test("shows a message again when its visibility timeout is over, and counts that", async () => {
    const { control, send, receive } = await startServerUnderTest();
    await send("a");
    const [first] = await receive(0, 1);
    const receivedMs = performance.now();

    const [second] = await receive(5);

    expect(performance.now() - receivedMs).toBeGreaterThan(900);
    expect(second?.MessageId).toBe(first?.MessageId);
    expect(second?.Attributes?.["ApproximateReceiveCount"]).toBe("2");
    expect(await control.stats()).toMatchObject({ delivered: 2, redelivered: 1 });
  });

  test("does not delete with the handle of an earlier receive", async () => {
    const { queueUrl, sqs, control, send, receive } = await startServerUnderTest();
    await send("a");
    const [first] = await receive(0, 1);
    await receive(5);

    await sqs.send(
      new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: handleOf(first) }),
    );

    expect(await control.stats()).toMatchObject({ deleted: 0, inFlight: 1, staleDeletes: 1 });
  });

  test("releases a message at once when its visibility is set to 0", async () => {
    const { queueUrl, sqs, send, receive } = await startServerUnderTest();
    await send("a");
    const [message] = await receive();

    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: handleOf(message),
        VisibilityTimeout: 0,
      }),
    );

    expect((await receive()).map(({ Body }) => Body)).toEqual(["a"]);
  });

  test("extends a visibility timeout, and refuses for a message that is gone", async () => {
    const { queueUrl, sqs, send, receive } = await startServerUnderTest();
    await send("a", "b");
    const [kept, gone] = await receive(0, 1);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: handleOf(gone) }));

    const { Successful, Failed } = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: [
          { Id: "kept", ReceiptHandle: handleOf(kept), VisibilityTimeout: 30 },
          { Id: "gone", ReceiptHandle: handleOf(gone), VisibilityTimeout: 30 },
        ],
      }),
    );

    expect(Successful).toEqual([{ Id: "kept" }]);
    expect(Failed).toEqual([expect.objectContaining({ Id: "gone", Code: "MessageNotInflight" })]);
    expect(await receive(2)).toEqual([]);
  });
});

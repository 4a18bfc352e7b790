import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { createSdkClient } from "../../../src/sqs/client/sdk-client.ts";
import { handleCharacters } from "../../../src/sqs/server/receipt-handle.ts";
import { startServerUnderTest } from "./server-under-test.ts";

describe("receiving", () => {
  test("gives a sent body back with its MD5, which the SDK checks, and with SQS's system attributes", async () => {
    const { send, receive } = await startServerUnderTest();
    const body = 'quotes " and \\ and ünïcödé 𝄞 and\ttab';
    await send(body);

    const [message] = await receive();

    expect(message?.Body).toBe(body);
    expect(message?.ReceiptHandle).toHaveLength(handleCharacters);
    expect(message?.Attributes).toEqual({
      SenderId: expect.any(String),
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
      ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      ApproximateReceiveCount: "1",
    });
  });

  test("gives filled messages bodies of 1,024 bytes", async () => {
    const { control, receive } = await startServerUnderTest();
    await control.fill(12);

    const first = await receive();
    const second = await receive();

    expect(first.map(({ Body = "" }) => Buffer.byteLength(Body))).toEqual(Array(10).fill(1024));
    expect(second).toHaveLength(2);
    expect(new Set([...first, ...second].map(({ MessageId }) => MessageId)).size).toBe(12);
  });

  test("gives only the attributes that were asked for", async () => {
    const { queueUrl, sqs, send } = await startServerUnderTest();
    await send("a");

    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      }),
    );

    expect(Messages?.[0]?.Attributes).toEqual({ ApproximateReceiveCount: "1" });
  });

  test("wakes exactly one long poll for a message, and ends the other empty when its time is over", async () => {
    const { control, send, receive } = await startServerUnderTest();
    const polls = [receive(1), receive(1)];
    await expect.poll(async () => (await control.stats()).requests["ReceiveMessage"]).toBe(2);

    await send("a");
    const [first = [], second = []] = await Promise.all(polls);

    expect([...first, ...second].map(({ Body }) => Body)).toEqual(["a"]);
    expect((await control.stats()).requests["ReceiveMessage"]).toBe(2);
  });

  test("gives the message to the next poll when a waiting client has gone", async () => {
    const { queueUrl, control, send, receive } = await startServerUnderTest();
    const leaving = createSdkClient(queueUrl, { maxAttempts: 1 });
    const abort = new AbortController();
    const left = leaving.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 20 }),
      {
        abortSignal: abort.signal,
      },
    );
    await expect.poll(async () => (await control.stats()).requests["ReceiveMessage"]).toBe(1);
    const staying = receive(5);
    await expect.poll(async () => (await control.stats()).requests["ReceiveMessage"]).toBe(2);
    abort.abort();
    await expect(left).rejects.toThrow(/abort/i);
    leaving.destroy();

    await send("a");

    expect((await staying).map(({ Body }) => Body)).toEqual(["a"]);
  });

  test("answers late by the added delay", async () => {
    const { control, receive } = await startServerUnderTest({ delayMs: 80 });
    await control.fill(1);
    const startMs = performance.now();

    await receive();

    expect(performance.now() - startMs).toBeGreaterThanOrEqual(79);
  });
});

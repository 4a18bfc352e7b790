import { sqsServers } from "@millrace/engines/vitest";
import { describe, expect, test } from "vitest";

import { type Answer, contentOf, FaultProxy, type Json, json } from "./fault-proxy.ts";
import { bodiesOf, runMapping } from "./running-mapping.ts";
import { redriveTo, TestQueue } from "./test-queue.ts";

const { main, fauxqs } = sqsServers();

describe.each([main, fauxqs])("a FIFO queue on $name", (server) => {
  test("handles each group in its order, groups beside each other", async () => {
    const queue = await TestQueue.create(server, { fifo: true });
    const running = new Set<string>();
    const { handled, until, deleted } = await runMapping({
      queue,
      handler: ({ Records }) => {
        const groups = new Set(Records.map((one) => one.attributes.MessageGroupId ?? ""));
        for (const group of groups) {
          expect(running.has(group)).toBe(false);
          running.add(group);
        }
        return Promise.resolve().then(() => {
          for (const group of groups) running.delete(group);
        });
      },
    });
    const messages = Array.from({ length: 30 }, (_, index) => ({
      body: `${index % 3}-${String(index).padStart(2, "0")}`,
      group: `g${index % 3}`,
    }));
    await queue.send(...messages);
    await until(() => deleted().length === 30);
    for (const group of ["0", "1", "2"]) {
      const bodies = bodiesOf(handled).filter((body) => body.startsWith(group));
      expect(bodies).toEqual([...bodies].sort());
      expect(bodies).toHaveLength(10);
    }
    const [record] = handled[0]?.Records ?? [];
    expect(record?.attributes).toMatchObject({
      MessageGroupId: expect.any(String) as string,
      SequenceNumber: expect.stringMatching(/^\d+$/) as string,
      MessageDeduplicationId: expect.any(String) as string,
    });
  });
});

describe(`a FIFO queue on ${main.name}`, () => {
  test("S14 a failure in a group: what is before it and other groups are deleted, the rest returns in order", async () => {
    const queue = await TestQueue.create(main, { fifo: true });
    const proxy = await FaultProxy.start(main);
    await queue.send(
      ...["A1", "A2", "A3", "B1", "B2", "A4"].map((body) => ({ body, group: body.charAt(0) })),
    );
    let failing = true;
    const { handled, until, deleted } = await runMapping({
      queue,
      endpoint: proxy.endpoint,
      functionResponseTypes: ["ReportBatchItemFailures"],
      source: { retryDelay: { seconds: 2 } },
      handler: ({ Records }) => {
        const poison = Records.find(({ body }) => body === "A2");
        if (poison === undefined || !failing) return undefined;
        failing = false;
        return { batchItemFailures: [{ itemIdentifier: poison.messageId }] };
      },
    });
    await until(() => deleted().length === 3);
    const byHandle = new Map(
      handled[0]?.Records.map(({ receiptHandle, body }) => [receiptHandle, body]),
    );
    const entriesOf = (action: string): Json[][] =>
      proxy.callsOf(action).map(({ input }) => input["Entries"] as Json[]);
    const bodies = (entries: Json[] = []): unknown[] =>
      entries.map((entry) => byHandle.get(entry["ReceiptHandle"] as string));
    expect(entriesOf("DeleteMessageBatch").map(bodies)).toEqual([["A1", "B1", "B2"]]);
    const handBacks = entriesOf("ChangeMessageVisibilityBatch");
    expect(handBacks.map(bodies)).toEqual([["A4", "A3", "A2"]]);
    expect(handBacks[0]?.map((entry) => entry["VisibilityTimeout"])).toEqual([2, 2, 2]);
    await until(() => deleted().length === 6);
    // After its failure the head comes alone; its followers come in order.
    expect(bodiesOf(handled).slice(6)).toEqual(["A2", "A3", "A4"]);
  });

  test("S5 a lost answer is repeated with the same attempt id: same messages, in order, at once", async () => {
    const queue = await TestQueue.create(main, { fifo: true });
    const proxy = await FaultProxy.start(main);
    await queue.send(...["a1", "a2", "a3"].map((body) => ({ body, group: "a" })));
    proxy.script = async (call) => {
      const answer = await call.forward();
      return call.action === "ReceiveMessage" && call.number === 1 ? "drop" : answer;
    };
    const startedAtMs = performance.now();
    const { handled, until, deleted } = await runMapping({ queue, endpoint: proxy.endpoint });
    await until(() => deleted().length === 3);
    expect(bodiesOf(handled)).toEqual(["a1", "a2", "a3"]);
    // The lease is 45 s.
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
    const ids = proxy
      .callsOf("ReceiveMessage")
      .map(({ input }) => input["ReceiveRequestAttemptId"]);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(ids.length - 1);
  });

  test("S16 followers of a poison head are not dead-lettered with it", async () => {
    const deadLetters = await TestQueue.create(main, { fifo: true });
    const queue = await TestQueue.create(main, {
      fifo: true,
      attributes: redriveTo(deadLetters, 3),
    });
    const followers = Array.from({ length: 9 }, (_, index) => `f${index}`);
    await queue.send(...["poison", ...followers].map((body) => ({ body, group: "g" })));
    const { handled, until, deleted, events } = await runMapping({
      queue,
      functionResponseTypes: ["ReportBatchItemFailures"],
      source: { fifoLocalRetries: 3, retryDelay: { seconds: 1 } },
      handler: ({ Records }) => {
        if (Records.every(({ body }) => body !== "poison")) return undefined;
        return { batchItemFailures: Records.map((one) => ({ itemIdentifier: one.messageId })) };
      },
    });
    await until(() => deleted().length === 9);
    expect(await deadLetters.receive(1)).toEqual(["poison"]);
    const poisonFree = handled.filter(({ Records }) =>
      Records.every(({ body }) => body !== "poison"),
    );
    expect(bodiesOf(poisonFree)).toEqual(followers);
    expect(events("warning")).toContainEqual(
      expect.objectContaining({ code: "low-max-receive-count" }),
    );
  });

  test("S21 a damaged body and what follows it in its group wait for its lease", async () => {
    const queue = await TestQueue.create(main, { fifo: true });
    const proxy = await FaultProxy.start(main);
    await queue.send(...["a1", "a2", "a3", "b1"].map((body) => ({ body, group: body.charAt(0) })));
    proxy.script = async (call) => {
      const answer = await call.forward();
      return call.action === "ReceiveMessage" && call.number === 1 ? damage(answer, "a2") : answer;
    };
    const { handled, until, deleted } = await runMapping({
      queue,
      endpoint: proxy.endpoint,
      source: { visibilityTimeoutSeconds: 5 },
    });
    await until(() => deleted().length === 4);
    expect(bodiesOf(handled)).toEqual(["a1", "b1", "a2", "a3"]);
  });
});

/** The answer with another MD5 for the message with this body. */
function damage(answer: Answer, body: string): Answer {
  const content = contentOf(answer);
  const messages = content["Messages"] as Json[];
  return json(answer.status, {
    Messages: messages.map((message) =>
      message["Body"] === body ? { ...message, MD5OfBody: "0".repeat(32) } : message,
    ),
  });
}

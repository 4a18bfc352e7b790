import { sqsServers } from "@millrace/engines/vitest";
import { describe, expect, test } from "vitest";

import { bodiesOf, runMapping } from "./running-mapping.ts";
import { redriveTo, TestQueue } from "./test-queue.ts";

const { main, fauxqs } = sqsServers();

describe.each([main, fauxqs])("a standard queue on $name", (server) => {
  test("hands a message over as Lambda does and deletes it", async () => {
    const queue = await TestQueue.create(server);
    const { handled, until, deleted } = await runMapping({ queue });
    const [id = ""] = await queue.send({
      body: '{"id":1}',
      attributes: {
        Author: { DataType: "String", StringValue: "J. Doe" },
        WeeksOn: { DataType: "Number", StringValue: "6" },
        thumb: { DataType: "Binary.png", BinaryValue: new Uint8Array([0, 255, 254, 128]) },
      },
    });
    await until(() => deleted().length === 1);
    expect(handled).toEqual([
      {
        Records: [
          {
            messageId: id,
            receiptHandle: expect.any(String) as string,
            body: '{"id":1}',
            attributes: expect.objectContaining({
              ApproximateReceiveCount: "1",
              SentTimestamp: expect.stringMatching(/^\d{13}$/) as string,
              ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/) as string,
              SenderId: expect.any(String) as string,
            }) as object,
            messageAttributes: {
              Author: {
                stringValue: "J. Doe",
                stringListValues: [],
                binaryListValues: [],
                dataType: "String",
              },
              WeeksOn: {
                stringValue: "6",
                stringListValues: [],
                binaryListValues: [],
                dataType: "Number",
              },
              thumb: {
                binaryValue: "AP/+gA==",
                stringListValues: [],
                binaryListValues: [],
                dataType: "Binary.png",
              },
            },
            md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
            md5OfBody: "d2ce28b9a7fd7e4407e2b0fd499b7fe4",
            eventSource: "aws:sqs",
            eventSourceARN: queue.arn,
            awsRegion: "us-east-1",
          },
        ],
      },
    ]);
    expect(await queue.counts()).toEqual({ visible: 0, inFlight: 0 });
  });

  test("is found by its ARN", async () => {
    const queue = await TestQueue.create(server);
    const { mapping, handled, until, deleted } = await runMapping({
      queue,
      queueName: { queueUrl: undefined, eventSourceArn: queue.arn },
    });
    expect(mapping.name).toBe(queue.name);
    await queue.send("by ARN");
    await until(() => deleted().length === 1);
    expect(bodiesOf(handled)).toEqual(["by ARN"]);
  });

  test("S13 a partial failure: the listed come back, the rest is deleted", async () => {
    const queue = await TestQueue.create(server);
    const bodies = Array.from({ length: 10 }, (_, index) => `m${index}`);
    const attempts = new Map<string, number>();
    const { until, deleted } = await runMapping({
      queue,
      functionResponseTypes: ["ReportBatchItemFailures"],
      source: { retryDelay: { seconds: 1 } },
      handler: ({ Records }) => {
        const failed = Records.filter(({ body }) => {
          attempts.set(body, (attempts.get(body) ?? 0) + 1);
          return ["m2", "m5", "m9"].includes(body) && attempts.get(body) === 1;
        });
        return { batchItemFailures: failed.map((one) => ({ itemIdentifier: one.messageId })) };
      },
    });
    await queue.send(...bodies);
    await until(() => deleted().length === 7);
    await until(() => deleted().length === 10);
    expect(Object.fromEntries(attempts)).toEqual(
      Object.fromEntries(bodies.map((body) => [body, ["m2", "m5", "m9"].includes(body) ? 2 : 1])),
    );
    expect(await queue.counts()).toEqual({ visible: 0, inFlight: 0 });
  });

  test.each([
    { what: "an unknown id", response: { batchItemFailures: [{ itemIdentifier: "nobody" }] } },
    { what: "a throw", response: new Error("failed") },
  ])("S13 $what deletes nothing: everything comes back", async ({ response }) => {
    const queue = await TestQueue.create(server);
    let calls = 0;
    const { handled, until, deleted } = await runMapping({
      queue,
      functionResponseTypes: ["ReportBatchItemFailures"],
      source: { retryDelay: { seconds: 1 } },
      handler: () => {
        calls += 1;
        if (calls > 1) return undefined;
        if (response instanceof Error) throw response;
        return response;
      },
    });
    await queue.send("m");
    await until(() => deleted().length === 1);
    expect(
      handled.map(({ Records }) => Records.map((one) => one.attributes.ApproximateReceiveCount)),
    ).toEqual([["1"], ["2"]]);
  });

  test("S13 null deletes everything", async () => {
    const queue = await TestQueue.create(server);
    const { until, deleted } = await runMapping({
      queue,
      functionResponseTypes: ["ReportBatchItemFailures"],
      handler: () => null,
    });
    const ids = await queue.send("a", "b", "c");
    await until(() => deleted().length === 3);
    expect(new Set(deleted())).toEqual(new Set(ids));
  });

  test("a failed message reappears when the queue's visibility timeout is over", async () => {
    const queue = await TestQueue.create(server, { attributes: { VisibilityTimeout: "3" } });
    const { events, until } = await runMapping({
      queue,
      timeout: 2,
      handler: ({ Records }) => {
        if (Records[0]?.attributes.ApproximateReceiveCount === "1") throw new Error("failed");
      },
    });
    await queue.send("m");
    await until(() => events("invoking").length === 2);
    const [first, second] = events("invoking");
    const waitedMs = (second?.atMs ?? 0) - (first?.atMs ?? 0);
    expect(waitedMs).toBeGreaterThan(2_500);
    expect(waitedMs).toBeLessThan(5_000);
  });

  test("a batch of up to 100 fills over several receives within its window", async () => {
    const queue = await TestQueue.create(server);
    await queue.send(...Array.from({ length: 100 }, (_, index) => `m${index}`));
    const { handled, until, deleted } = await runMapping({
      queue,
      batchSize: 100,
      maximumBatchingWindowInSeconds: 5,
    });
    await until(() => deleted().length === 100);
    expect(handled.map(({ Records }) => Records.length)).toEqual([100]);
    const [record] = handled[0]?.Records ?? [];
    expect(record).toMatchObject({ md5OfMessageAttributes: null, messageAttributes: {} });
  });

  test("S16 a poison message runs maxReceiveCount times, then it is in the dead-letter queue", async () => {
    const deadLetters = await TestQueue.create(server);
    const queue = await TestQueue.create(server, { attributes: redriveTo(deadLetters, 3) });
    const { handled } = await runMapping({
      queue,
      source: { retryDelay: { seconds: 1 } },
      handler: () => {
        throw new Error("poison");
      },
    });
    await queue.send("poison");
    expect(await deadLetters.receive(1)).toEqual(["poison"]);
    expect(bodiesOf(handled)).toEqual(["poison", "poison", "poison"]);
  });

  test("a disabled mapping leaves messages alone, an enabled one takes them", async () => {
    const queue = await TestQueue.create(server);
    const { mapping, handled, until, deleted } = await runMapping({ queue });
    await mapping.update({ enabled: false });
    expect(mapping.status().state).toBe("Disabled");
    await queue.send("m");
    expect(await queue.counts()).toEqual({ visible: 1, inFlight: 0 });
    expect(handled).toEqual([]);
    await mapping.update({ enabled: true });
    await until(() => deleted().length === 1);
    expect(bodiesOf(handled)).toEqual(["m"]);
  });
});

describe(`a standard queue on ${main.name}`, () => {
  test("passes the trace header and hands it to tracing", async () => {
    const queue = await TestQueue.create(main);
    const traceHeader =
      "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1";
    const { handled, until, deleted } = await runMapping({ queue });
    await queue.send({ body: "traced", traceHeader });
    await until(() => deleted().length === 1);
    expect(handled[0]?.Records[0]?.attributes.AWSTraceHeader).toBe(traceHeader);
  });

  test("S25 message group ids on a standard queue make no lanes", async () => {
    const queue = await TestQueue.create(main);
    let running = 0;
    let together = 0;
    const { until, deleted, events } = await runMapping({
      queue,
      batchSize: 1,
      handler: async () => {
        running += 1;
        together = Math.max(together, running);
        await until(() => events("invoking").length === 2);
        running -= 1;
      },
    });
    await queue.send({ body: "a", group: "tenant" }, { body: "b", group: "tenant" });
    await until(() => deleted().length === 2);
    expect(together).toBe(2);
  });
});

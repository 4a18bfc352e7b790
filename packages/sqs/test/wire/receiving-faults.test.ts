import { getEventListeners } from "node:events";

import { ENGINE_CREDENTIALS } from "@millrace/engines";
import { sqsServers } from "@millrace/engines/vitest";
import { systemClock } from "@millrace/core/connector";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { connectSqs } from "../../src/client.ts";
import { contentOf, FaultProxy, type Json, json } from "./fault-proxy.ts";
import { bodiesOf, runMapping, type RunningMapping } from "./running-mapping.ts";
import { TestQueue } from "./test-queue.ts";

const { main } = sqsServers();

/** Milliseconds from the end of each batch to the confirmation of its deletes, ascending. */
function ackTimes({ events }: RunningMapping): readonly number[] {
  const endedAtMs = new Map<string, number>();
  for (const { ids, atMs } of events("invoked")) for (const id of ids) endedAtMs.set(id, atMs);
  return events("settled")
    .flatMap(({ ids, atMs }) => ids.map((id) => atMs - (endedAtMs.get(id) ?? Number.NaN)))
    .toSorted((left, right) => left - right);
}

function p99(ascending: readonly number[]): number {
  return ascending[Math.ceil(ascending.length * 0.99) - 1] ?? Number.NaN;
}

/**
 * A delete behind a long poll waits until that is over. Half of the poll's wait tells the two apart
 * also on a busy machine, where a delete that waits for nothing can take some hundred milliseconds.
 */
const prompt = (waitTimeSeconds: number): number => waitTimeSeconds * 500;

const fourPollers = { minimumPollers: 4, maximumPollers: 4 };

describe(`receives that fail, on ${main.name}`, () => {
  test("S4 messages of a lost answer are handled once, after their lease; others are not delayed", async () => {
    const queue = await TestQueue.create(main);
    const proxy = await FaultProxy.start(main);
    let lost: readonly string[] = [];
    proxy.script = async (call) => {
      const answer = await call.forward();
      if (call.action !== "ReceiveMessage" || lost.length > 0) return answer;
      lost = ((contentOf(answer)["Messages"] ?? []) as Json[]).map(({ Body }) => String(Body));
      return lost.length > 0 ? "hang" : answer;
    };
    const running = await runMapping({
      queue,
      endpoint: proxy.endpoint,
      provisionedPollerConfig: fourPollers,
      source: { visibilityTimeoutSeconds: 5, waitTimeSeconds: 3 },
    });
    const { handled, until, deleted, events } = running;
    const bodies = Array.from({ length: 40 }, (_, index) => `m${index}`);
    await queue.send(...bodies);
    await until(() => deleted().length === 40 && events("receiveFailed").length === 1);
    expect(lost.length).toBeGreaterThan(0);
    expect(bodiesOf(handled).toSorted()).toEqual(bodies.toSorted());
    expect(events("receiveFailed")[0]?.error).toMatchObject({ code: "MILLRACE_NOT_CONNECTED" });
    expect(p99(ackTimes(running))).toBeLessThan(prompt(3));
  });

  test("S7 a half-open poll ends by its deadline; the other pollers go on meanwhile", async () => {
    const queue = await TestQueue.create(main);
    const proxy = await FaultProxy.start(main);
    proxy.script = (call) =>
      call.action === "ReceiveMessage" && call.number === 1 ? "hang" : call.forward();
    const { until, deleted, events, mapping } = await runMapping({
      queue,
      endpoint: proxy.endpoint,
      provisionedPollerConfig: fourPollers,
    });
    const startedAtMs = performance.now();
    await queue.send(...Array.from({ length: 100 }, (_, index) => `m${index}`));
    await until(() => deleted().length === 100);
    expect(events("receiveFailed")).toEqual([]);
    await until(() => events("receiveFailed").length === 1);
    const [failure] = events("receiveFailed");
    // Its wait of 1 s and 5 s more.
    expect((failure?.atMs ?? 0) - startedAtMs).toBeGreaterThan(4_000);
    expect((failure?.atMs ?? 0) - startedAtMs).toBeLessThan(8_000);
    expect(failure?.error.message).toContain("TimeoutError");
    const received = events("received").length;
    await until(() => events("received").length >= received + 8);
    expect(mapping.status()).toMatchObject({ healthy: true, pollers: 4 });
  });

  test("S8 with 60 idle pollers, deletes do not wait behind their long polls", async () => {
    const queue = await TestQueue.create(main);
    const proxy = await FaultProxy.start(main);
    let polling = 0;
    let mostPolling = 0;
    proxy.script = async (call) => {
      if (call.action !== "ReceiveMessage") return call.forward();
      polling += 1;
      mostPolling = Math.max(mostPolling, polling);
      try {
        return await call.forward();
      } finally {
        polling -= 1;
      }
    };
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const running = await runMapping({
      queue,
      endpoint: proxy.endpoint,
      batchSize: 100,
      maximumBatchingWindowInSeconds: 1,
      provisionedPollerConfig: { minimumPollers: 60, maximumPollers: 60 },
      // Room for 60 receives of ten of the largest messages.
      limits: { bytes: 2 * 1024 ** 3 },
      source: { waitTimeSeconds: 20 },
      drainTimeoutInSeconds: 1,
    });
    await expect.poll(() => polling).toBe(60);
    // One at a time, while the others wait: each delete meets nothing but long polls.
    for (let count = 1; count <= 3; count += 1) {
      await queue.send("idle");
      await running.until(() => running.deleted().length === count);
    }
    await queue.send(...Array.from({ length: 1_000 }, (_, index) => `m${index}`));
    await running.until(() => running.deleted().length === 1_003);
    expect(mostPolling).toBe(60);
    expect(p99(ackTimes(running))).toBeLessThan(prompt(20));
    expect(warn).not.toHaveBeenCalled();
  });

  test("S21 one damaged body among ten: nine are handled, one stays on the queue", async () => {
    const queue = await TestQueue.create(main);
    const proxy = await FaultProxy.start(main);
    proxy.script = async (call) => {
      const answer = await call.forward();
      const messages = contentOf(answer)["Messages"];
      if (call.action !== "ReceiveMessage" || !Array.isArray(messages)) return answer;
      const damaged = (messages as Json[]).map((message) =>
        message["Body"] === "m3" ? { ...message, Body: "m?" } : message,
      );
      return json(200, { Messages: damaged });
    };
    await queue.send(...Array.from({ length: 10 }, (_, index) => `m${index}`));
    const { handled, until, deleted, events } = await runMapping({
      queue,
      endpoint: proxy.endpoint,
    });
    await until(() => deleted().length === 9);
    expect(bodiesOf(handled)).not.toContain("m3");
    expect(bodiesOf(handled)).not.toContain("m?");
    expect(await queue.counts()).toEqual({ visible: 0, inFlight: 1 });
    expect(events("warning").filter(({ code }) => code === "damaged-body")).toHaveLength(1);
  });

  test("S22 ten bodies of a mebibyte of quotes: no event is over 6 MB, none is lost", async () => {
    const queue = await TestQueue.create(main);
    const body = '"'.repeat(1_048_576);
    for (let count = 0; count < 10; count += 1) await queue.send(body);
    const { handled, until, deleted, events } = await runMapping({ queue });
    await until(() => deleted().length === 10);
    const sizes = handled.map((event) => Buffer.byteLength(JSON.stringify(event)));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(6_291_456);
    // An estimate is never too small.
    for (const [index, { bytes }] of events("invoking").entries())
      expect(bytes).toBeGreaterThanOrEqual(sizes[index] ?? Number.POSITIVE_INFINITY);
    expect(bodiesOf(handled).every((received) => received === body)).toBe(true);
  });

  test("S26 credentials that are replaced while polls wait are taken up without a failure", async () => {
    const queue = await TestQueue.create(main);
    const proxy = await FaultProxy.start(main);
    const used: string[] = [];
    proxy.script = (call) => {
      used.push(/Credential=(\w+)\//.exec(String(call.headers.authorization))?.[1] ?? "none");
      return call.forward();
    };
    let issued = 0;
    const { until, deleted, events } = await runMapping({
      queue,
      endpoint: proxy.endpoint,
      source: {
        credentials: () => {
          issued += 1;
          return Promise.resolve({
            ...ENGINE_CREDENTIALS,
            accessKeyId: `KEY${issued}`,
            // The SDK replaces what ends within five minutes.
            expiration: new Date(Date.now() + 300_500),
          });
        },
      },
    });
    await queue.send("first");
    await until(() => deleted().length === 1);
    await until(() => new Set(used).size > 2);
    await queue.send("last");
    await until(() => deleted().length === 2);
    expect(events("receiveFailed")).toEqual([]);
    expect(used).not.toContain("none");
    const numbers = used.map((key) => Number(key.slice(3)));
    expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
  });

  test("S27 many empty receives with one stop signal leave no listener behind", async () => {
    const queue = await TestQueue.create(main);
    const proxy = await FaultProxy.start(main);
    proxy.script = (call) => (call.action === "ReceiveMessage" ? json(200, {}) : call.forward());
    const directory = await connectSqs({
      clock: systemClock,
      region: "us-east-1",
      endpoint: proxy.endpoint,
      credentials: ENGINE_CREDENTIALS,
      receiveSockets: 4,
    });
    onTestFinished(() => directory.close());
    const client = directory.openQueue(queue.url);
    onTestFinished(() => client.close());
    const stop = new AbortController();
    for (let count = 0; count < 500; count += 1) {
      const receives = Array.from({ length: 4 }, () =>
        client.receive({ maximum: 10, waitTimeSeconds: 1 }, stop.signal),
      );
      await Promise.all(receives);
    }
    expect(proxy.callsOf("ReceiveMessage")).toHaveLength(2_000);
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  });
});

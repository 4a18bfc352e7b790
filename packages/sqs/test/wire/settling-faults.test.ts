import { sqsServers } from "@millrace/engines/vitest";
import { describe, expect, test } from "vitest";

import {
  contentOf,
  FaultProxy,
  type Json,
  json,
  type ProxiedCall,
  type Reply,
} from "./fault-proxy.ts";
import { bodiesOf, runMapping } from "./running-mapping.ts";
import { TestQueue } from "./test-queue.ts";

const { main, fauxqs } = sqsServers();

const ten = Array.from({ length: 10 }, (_, index) => `m${index}`);

/** Keeps one entry of a delete from the server and answers for it. */
async function failEntry(call: ProxiedCall, position: number, failure: Json): Promise<Reply> {
  const entries = call.input["Entries"] as Json[];
  const failed = entries[position];
  const answer = await call.forward({
    ...call.input,
    Entries: entries.filter((entry) => entry !== failed),
  });
  const { Successful } = contentOf(answer);
  return json(200, { Successful, Failed: [{ Id: failed?.["Id"], ...failure }] });
}

describe(`deletes that fail, on ${main.name}`, () => {
  test("S1 an entry that fails by the service's fault is sent again alone, twice", async () => {
    const queue = await TestQueue.create(main);
    const proxy = await FaultProxy.start(main);
    const failure = { Code: "InternalError", SenderFault: false };
    proxy.script = (call) => {
      if (call.action !== "DeleteMessageBatch" || call.number > 2) return call.forward();
      if (call.number === 1) return failEntry(call, 4, failure);
      const [entry] = call.input["Entries"] as Json[];
      return json(200, { Successful: [], Failed: [{ Id: entry?.["Id"], ...failure }] });
    };
    await queue.send(...ten);
    const { handled, until, deleted, events } = await runMapping({
      queue,
      endpoint: proxy.endpoint,
      // Long enough for all ten to share one request.
      source: { deleteLingerMs: 1_000 },
    });
    await until(() => deleted().length === 10);
    const sizes = proxy
      .callsOf("DeleteMessageBatch")
      .map(({ input }) => (input["Entries"] as Json[]).length);
    expect(sizes).toEqual([10, 1, 1]);
    expect(bodiesOf(handled).toSorted()).toEqual(ten);
    expect(events("receiveFailed")).toEqual([]);
    expect(events("leaseLost")).toEqual([]);
    expect(await queue.counts()).toEqual({ visible: 0, inFlight: 0 });
  });

  test("S2 an entry whose handle is void is lost, not repeated; the others are deleted", async () => {
    const queue = await TestQueue.create(main);
    const proxy = await FaultProxy.start(main);
    proxy.script = (call) =>
      call.action === "DeleteMessageBatch" && call.number === 1
        ? failEntry(call, 2, { Code: "ReceiptHandleIsInvalid", SenderFault: true })
        : call.forward();
    await queue.send(...ten);
    const { until, deleted, events } = await runMapping({
      queue,
      endpoint: proxy.endpoint,
      source: { deleteLingerMs: 1_000 },
    });
    await until(() => events("leaseLost").length === 1);
    expect(deleted()).toHaveLength(9);
    expect(events("leaseLost")).toMatchObject([{ phase: "settling" }]);
    expect(proxy.callsOf("DeleteMessageBatch")).toHaveLength(1);
    await queue.send("next");
    await until(() => deleted().length === 10);
  });
});

describe.each([main, fauxqs])("a delete without an answer on $name", (server) => {
  test("S3 is repeated; the message is gone and does not come back", async () => {
    const queue = await TestQueue.create(server);
    const proxy = await FaultProxy.start(server);
    proxy.script = async (call) => {
      const answer = await call.forward();
      return call.action === "DeleteMessageBatch" && call.number === 1 ? "drop" : answer;
    };
    await queue.send("m");
    const { handled, until, deleted, events } = await runMapping({
      queue,
      endpoint: proxy.endpoint,
    });
    await until(() => deleted().length === 1);
    expect(proxy.callsOf("DeleteMessageBatch")).toHaveLength(2);
    expect(bodiesOf(handled)).toEqual(["m"]);
    expect(events("leaseLost")).toEqual([]);
    expect(await queue.counts()).toEqual({ visible: 0, inFlight: 0 });
  });
});

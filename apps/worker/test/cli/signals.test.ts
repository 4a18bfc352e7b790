import { readFileSync } from "node:fs";
import { join } from "node:path";

import { sqsServers } from "@millrace/engines/vitest";
import { describe, expect, test } from "vitest";

import { temporaryFolder } from "../temporary-folder.ts";
import { Millrace } from "./millrace.ts";
import { createTestQueue } from "./test-queue.ts";

const { main, fauxqs } = sqsServers();

/** Writes a line when a call begins and one when it ends, after `ms`. */
const slowHandler = (ms: number): string => `
import { appendFileSync } from "node:fs";
const write = (text) => appendFileSync(new URL("./calls.txt", import.meta.url), text + "\\n");
export const handler = async (event) => {
  for (const { body } of event.Records) write("begin " + body);
  await new Promise((resolve) => setTimeout(resolve, ${ms}));
  for (const { body } of event.Records) write("end " + body);
};`;

async function begun(folder: string): Promise<void> {
  for (;;) {
    const text = readCalls(folder);
    if (text.includes("begin")) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function readCalls(folder: string): string {
  try {
    return readFileSync(join(folder, "calls.txt"), "utf8");
  } catch {
    return "";
  }
}

describe.each([main, fauxqs])("on $name", (server) => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s in the middle of a batch: it is finished, acknowledged and reported, exit 0",
    async (signal) => {
      const queue = await createTestQueue(server);
      await queue.send(["a", "b"]);
      const folder = temporaryFolder({
        "millrace.yaml": queue.yaml(),
        "handler.mjs": slowHandler(700),
      });
      const millrace = new Millrace(["run"], { cwd: folder });
      await begun(folder);
      millrace.send(signal);
      const report = await millrace.logged("orders: finished");
      const { code } = await millrace.ended;
      expect(code, millrace.stdout).toBe(0);
      expect(report).toMatchObject({ mapping: "orders", abandoned: 0 });
      expect(report["msg"]).toMatch(
        /orders: finished \d+, released \d+, abandoned 0, took [\d.]+ s/,
      );
      const calls = readCalls(folder).match(/begin|end/g) ?? [];
      expect(calls.filter((call) => call === "end").length).toBe(calls.length / 2);
      const left = await queue.count();
      expect(left.waiting + left.inFlight).toBe(2 - calls.length / 2);
    },
  );
});

test("a second signal stops at once: 143, and the message comes again", async () => {
  const queue = await createTestQueue(main);
  await queue.send(["a"]);
  const folder = temporaryFolder({
    "millrace.yaml": queue.yaml(),
    "handler.mjs": slowHandler(20_000),
  });
  const millrace = new Millrace(["run"], { cwd: folder });
  await begun(folder);
  millrace.send("SIGTERM");
  await millrace.logged("draining");
  millrace.send("SIGTERM");
  const { code } = await millrace.ended;
  expect(code).toBe(143);
  expect(millrace.lines().at(-1)?.["msg"]).toBe("SIGTERM again: stopping without a drain");
  const left = await queue.count();
  expect(left.waiting + left.inFlight).toBe(1);
});

test("a second SIGINT: 130", async () => {
  const queue = await createTestQueue(main);
  await queue.send(["a"]);
  const folder = temporaryFolder({
    "millrace.yaml": queue.yaml(),
    "handler.mjs": slowHandler(20_000),
  });
  const millrace = new Millrace(["run"], { cwd: folder });
  await begun(folder);
  millrace.send("SIGINT");
  await millrace.logged("draining");
  millrace.send("SIGINT");
  expect((await millrace.ended).code).toBe(130);
});

test("a handler that does not end in time: the drain is incomplete, exit 4", async () => {
  const queue = await createTestQueue(main);
  await queue.send(["a"]);
  const folder = temporaryFolder({
    "millrace.yaml": queue.yaml("drainTimeoutInSeconds: 1"),
    "handler.mjs": slowHandler(60_000),
  });
  const millrace = new Millrace(["run"], { cwd: folder });
  await begun(folder);
  millrace.send("SIGTERM");
  const { code } = await millrace.ended;
  expect(code, millrace.stdout).toBe(4);
  expect(await millrace.logged("orders: finished")).toMatchObject({ abandoned: 1, level: 50 });
});

test("a signal while the source does not answer ends the start", async () => {
  const folder = temporaryFolder({
    "millrace.yaml": [
      "mappings:",
      "  orders:",
      '    source: { sqs: { queueUrl: "http://127.0.0.1:1/000000000000/q", endpoint: "http://127.0.0.1:1", region: us-east-1 } }',
      "    handler: ./handler.handler",
      "http: { port: 0 }",
      "",
    ].join("\n"),
    "handler.mjs": slowHandler(1),
  });
  const millrace = new Millrace(["run"], { cwd: folder });
  await millrace.logged("probes at");
  millrace.send("SIGTERM");
  const { code } = await millrace.ended;
  expect(code, millrace.stdout).toBe(0);
});

test("a log that nobody reads any more ends the worker", async () => {
  const queue = await createTestQueue(main);
  const folder = temporaryFolder({
    "millrace.yaml": queue.yaml(),
    // What a handler prints is a write as good as any.
    "handler.mjs": `export const handler = async () => { console.log("here"); };`,
  });
  const millrace = new Millrace(["run"], { cwd: folder });
  await millrace.logged("millrace.yaml: orders");
  millrace.stopReading();
  await queue.send(["a"]);
  const { code, stderr } = await millrace.ended;
  expect(code, stderr).toBe(1);
});

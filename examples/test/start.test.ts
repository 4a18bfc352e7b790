import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { runExample } from "./run-example.ts";

const timeoutMs = 70_000;

test(
  "the quick start handles orders, retries the poisoned one and dead-letters it",
  async () => {
    const { code, output } = await runExample("start.ts", ["--once", "30"]);
    expect(code, output).toBe(0);
    expect(output).toMatch(/handled {2}order-1 {2}in \d+ ms/);
    expect(output.match(/failed {3}order-4 .*/g)).toEqual([
      "failed   order-4  1 of 3 times, will be tried again",
      "failed   order-4  2 of 3 times, will be tried again",
      "failed   order-4  3 of 3 times, goes to the dead-letter queue",
    ]);
    expect(output).toMatch(/handled \d+ \| retried [23] \| dead-lettered 1 \| in flight 0\n/);
    expect(output).toContain("dead-lettered: 1 so far");
    expect(output).toMatch(/orders: finished \d+, released \d+, abandoned 0, took [\d.]+ s/);
  },
  timeoutMs,
);

test(
  "the quick start says how to send an order, which is then handled, and drains at Ctrl-C",
  async () => {
    let sent: Promise<unknown> | undefined;
    const { code, output } = await runExample("start.ts", [], (soFar, stop) => {
      const url = /--queue-url (\S+)/.exec(soFar)?.[1];
      if (sent === undefined && url !== undefined && soFar.includes("handled")) sent = send(url);
      if (soFar.includes("Draining")) return;
      if (/handled {2}.*[0-9a-f]{8}-[0-9a-f]{4}/.test(soFar)) stop();
    });
    await sent;
    expect(code, output).toBe(0);
    expect(output).toContain("abandoned 0");
  },
  timeoutMs,
);

test("a number of orders that is none is refused", async () => {
  const { code, output } = await runExample("start.ts", ["--once", "some"]);
  expect(code).toBe(2);
  expect(output).toContain("--once takes a number of orders");
});

/** As the quick start says: on whatever Node there is. */
async function send(url: string): Promise<void> {
  const script = join(import.meta.dirname, "..", "send.mjs");
  const order = '{"id":"mine","items":[{"sku":"matcha","quantity":2}]}';
  await promisify(execFile)(process.execPath, [script, url, order]);
}

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

test(
  "the quick start does not ask the AWS that the user's shell is set to",
  async () => {
    const env = {
      AWS_PROFILE: "nobody",
      AWS_REGION: "eu-central-1",
      AWS_SESSION_TOKEN: "mine",
      AWS_USE_FIPS_ENDPOINT: "true",
    };
    const { code, output } = await runExample("start.ts", ["--once", "2"], undefined, env);
    expect(code, output).toBe(0);
    expect(output).not.toContain("WARNING");
  },
  timeoutMs,
);

test.each([
  [["--once", "some"], "--once takes a number of orders"],
  [["--once", "0"], "--once takes a number of orders"],
  [["--onec", "3"], "Unknown option '--onec'"],
  [["now"], "Unexpected argument 'now'"],
])("%j is refused in a line, with what there is", async (args, message) => {
  const { code, output } = await runExample("start.ts", args);
  expect(code).toBe(2);
  expect(output).toContain(message);
  expect(output).toContain("--once N   exit after N orders");
  expect(output).not.toContain("    at ");
});

test("--help says what there is, and starts nothing", async () => {
  const { code, output } = await runExample("start.ts", ["--help"]);
  expect(code).toBe(0);
  expect(output).toBe(
    [
      "npm start [-- --once N]",
      "  --once N   exit after N orders have been handled",
      "  --help     say this",
      "",
    ].join("\n"),
  );
});

/** As the quick start says: on whatever Node there is. */
async function send(url: string): Promise<void> {
  const script = join(import.meta.dirname, "..", "send.mjs");
  const order = '{"id":"mine","items":[{"sku":"matcha","quantity":2}]}';
  await promisify(execFile)(process.execPath, [script, url, order]);
}

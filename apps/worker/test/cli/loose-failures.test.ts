import { sqsServers } from "@millrace/engines/vitest";
import { expect, test } from "vitest";

import { temporaryFolder } from "../temporary-folder.ts";
import { Millrace } from "./millrace.ts";
import { createTestQueue } from "./test-queue.ts";

const { fauxqs } = sqsServers();

/** Starts a worker whose handler does `code` with the first message it sees, and succeeds afterwards. */
async function runWith(code: string): Promise<Millrace> {
  const queue = await createTestQueue(fauxqs, 1);
  await queue.send(["a"]);
  const folder = temporaryFolder({
    "millrace.yaml": queue.yaml("timeout: 1", "http: false\nlog: { level: debug }"),
    "handler.mjs": `
      let calls = 0;
      const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      export const handler = async () => {
        calls += 1;
        if (calls > 1) return;
        ${code}
      };`,
  });
  return new Millrace(["run"], { cwd: folder });
}

test.each([
  ["an unhandled rejection", 'Promise.reject(new Error("loose")); await sleep(300);', "loose"],
  [
    "an uncaught exception",
    'setTimeout(() => { throw new Error("timer") }); await sleep(300);',
    "timer",
  ],
])("%s fails its call, and the worker goes on", async (what, code, message) => {
  const millrace = await runWith(code);
  const failure = await millrace.logged(`${what} in a call, which fails: ${message}`);
  await millrace.logged(`1 records failed: ${message}`);
  await millrace.logged("1 records, success");
  expect(failure).toMatchObject({ level: 50, functionName: "orders" });
  millrace.send("SIGTERM");
  expect((await millrace.ended).code).toBe(0);
});

test("a call that failed so keeps its slot while its handler runs: no message is in two calls", async () => {
  const millrace = await runWith(`
    console.log("handler-begins");
    Promise.reject(new Error("loose"));
    await sleep(700);
    console.log("handler-ends");`);
  await millrace.logged("1 records, success");
  millrace.send("SIGTERM");
  const { code, stdout } = await millrace.ended;
  expect(code).toBe(0);
  const order = [
    "which fails: loose",
    "handler-ends",
    "1 records failed: loose",
    "1 records, success",
  ];
  const places = order.map((text) => stdout.indexOf(text));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(-1);
});

test("a handler that hangs after such a failure ends with its timeout, and the worker goes on", async () => {
  const millrace = await runWith(
    'setTimeout(() => { throw new Error("timer") }); await sleep(60_000);',
  );
  await millrace.logged("which fails: timer");
  await millrace.logged("1 records failed");
  await millrace.logged("1 records, success");
  millrace.send("SIGTERM");
  expect((await millrace.ended).code).toBe(0);
});

test.each([
  ["process.exit(3);", "Runtime exited with error: exit status 3"],
  ["try { process.exit(); } catch {}", "Runtime exited without providing a reason"],
])("%s fails its call, and the worker goes on", async (code, message) => {
  const millrace = await runWith(code);
  const failure = await millrace.logged("1 records failed");
  expect(failure["msg"]).toContain(message);
  expect(failure["err"]).toMatchObject({ name: "Runtime.ExitError" });
  await millrace.logged("1 records, success");
  millrace.send("SIGTERM");
  expect((await millrace.ended).code).toBe(0);
});

test("an exception that belongs to no call: the worker drains and exits 1", async () => {
  const queue = await createTestQueue(fauxqs);
  const folder = temporaryFolder({
    "millrace.yaml": queue.yaml(),
    "handler.mjs": `
      setTimeout(() => { throw new Error("nobody's") }, 500);
      export const handler = async () => {};`,
  });
  const { code, stdout } = await new Millrace(["run"], { cwd: folder }).ended;
  expect(code).toBe(1);
  expect(stdout).toContain("an uncaught exception outside of any call: nobody's");
  expect(stdout).toContain("orders: finished 0, released 0, abandoned 0");
});

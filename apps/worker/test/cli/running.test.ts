import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { startFauxqs } from "@millrace/engines";
import { sqsServers } from "@millrace/engines/vitest";
import { expect, onTestFinished, test } from "vitest";

import { temporaryFolder } from "../temporary-folder.ts";
import { Millrace } from "./millrace.ts";
import { createTestQueue } from "./test-queue.ts";

const { main } = sqsServers();

test("readyz turns to 503 while it drains, livez stays 200", async () => {
  const queue = await createTestQueue(main);
  const cwd = temporaryFolder({
    "millrace.yaml": queue.yaml("", "http: { port: 0 }"),
    "handler.mjs": `export const handler = async () => {
      console.log("begun");
      await new Promise((resolve) => setTimeout(resolve, 1500));
    };`,
  });
  const millrace = new Millrace(["run"], { cwd });
  const { url } = await millrace.logged("probes at");
  await millrace.logged("orders: Enabled");
  const ask = async (path: string): Promise<[number, string]> => {
    const answer = await fetch(`${String(url)}${path}`);
    return [answer.status, await answer.text()];
  };
  expect(await ask("/readyz")).toEqual([200, "ok\n"]);
  expect(await ask("/livez")).toEqual([200, "ok\n"]);
  await queue.send(["a"]);
  while (!millrace.stdout.includes("begun"))
    await new Promise((resolve) => setTimeout(resolve, 10));
  millrace.send("SIGTERM");
  await millrace.logged("draining");
  expect(await ask("/readyz")).toEqual([
    503,
    "[-] accepting failed: the worker is draining\nreadyz failed\n",
  ]);
  expect((await ask("/livez"))[0]).toBe(200);
  expect((await millrace.ended).code).toBe(0);
});

test("a broker that goes away is told of once, and when it is back, on it goes", async () => {
  const first = await startFauxqs();
  onTestFinished(() => first.kill());
  const port = Number(new URL(first.endpoint).port);
  const queue = await createTestQueue(first);
  const cwd = temporaryFolder({
    "millrace.yaml": queue.yaml("", "http: { port: 0 }\nlog: { level: debug }"),
    "handler.mjs": "export const handler = async () => {};",
  });
  const millrace = new Millrace(["run"], { cwd });
  const { url } = await millrace.logged("probes at");
  await millrace.logged("orders: Enabled");
  await first.kill();
  expect(await millrace.logged("cannot receive")).toMatchObject({ code: "MILLRACE_NOT_CONNECTED" });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(millrace.stdout.match(/cannot receive/g)).toHaveLength(1);
  const ready = await fetch(`${String(url)}/readyz?verbose`);
  expect(ready.status).toBe(200);
  const second = await startFauxqs({ port });
  onTestFinished(() => second.kill());
  const anew = await createTestQueue(second, 2, queue.name);
  await anew.send(["a"]);
  await millrace.logged("orders: receiving again");
  await millrace.logged("1 records, success");
  millrace.send("SIGTERM");
  expect((await millrace.ended).code).toBe(0);
}, 30_000);

test("--trace-console prints each span in a line", async () => {
  const queue = await createTestQueue(main);
  const cwd = temporaryFolder({
    "millrace.yaml": queue.yaml(),
    "handler.mjs": "export const handler = async () => {};",
  });
  await queue.send(["a"]);
  const millrace = new Millrace(["run", "--trace-console"], { cwd });
  await millrace.logged("orders: Enabled");
  while (!/ delete /.test(millrace.stderr)) await new Promise((resolve) => setTimeout(resolve, 10));
  millrace.send("SIGTERM");
  const { code, stderr } = await millrace.ended;
  expect(code).toBe(0);
  const { name } = queue;
  const time = String.raw`span \d\d:\d\d:\d\d\.\d{3}`;
  const ids = String.raw`[\d.]+ ms {2}trace [0-9a-f]{8} span [0-9a-f]{8}`;
  expect(stderr).toMatch(
    new RegExp(
      `^${time} {2}receive ${name} {2}CLIENT {2}${ids} {2}message_count=1 {2}mapping=orders {2}ok$`,
      "m",
    ),
  );
  expect(stderr).toMatch(
    new RegExp(
      `^${time} {2}process ${name} {2}CONSUMER {2}${ids} {2}links 1 {2}message_count=1 .* ok$`,
      "m",
    ),
  );
  expect(stderr).toMatch(
    new RegExp(`^${time} {2}delete ${name} {2}CLIENT {2}.* parent .* ok$`, "m"),
  );
});

test("traces and metrics go to the collector that the environment names, also at the end", async () => {
  const asked = new Set<string>();
  const collector = createServer((request, response) => {
    asked.add(request.url ?? "");
    request.resume().on("end", () => response.end());
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => collector.once("listening", resolve));
  onTestFinished(() => void collector.close());
  const { port } = collector.address() as AddressInfo;
  const queue = await createTestQueue(main);
  await queue.send(["a"]);
  const cwd = temporaryFolder({
    "millrace.yaml": queue.yaml("", "http: false\nlog: { level: debug }"),
    "handler.mjs": "export const handler = async () => {};",
  });
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
  const millrace = new Millrace(["run"], { cwd, env });
  await millrace.logged("1 records, success");
  millrace.send("SIGTERM");
  expect((await millrace.ended).code).toBe(0);
  expect([...asked].toSorted()).toEqual(["/v1/metrics", "/v1/traces"]);
});

test("mappings of one handler share its reserved concurrency", async () => {
  const [one, two] = [await createTestQueue(main), await createTestQueue(main)];
  const second = two.yaml().split("\n").slice(1, 4).join("\n").replace("orders", "returns");
  const cwd = temporaryFolder({
    "millrace.yaml": one.yaml(
      `reservedConcurrentExecutions: 1\n${second}`,
      "http: false\nlog: { level: debug }",
    ),
    "handler.mjs": `let running = 0;
      export const handler = async () => {
        running += 1;
        console.log("running " + running);
        await new Promise((resolve) => setTimeout(resolve, 300));
        running -= 1;
      };`,
  });
  await one.send(["a"]);
  await two.send(["b"]);
  const millrace = new Millrace(["run"], { cwd });
  await millrace.logged("orders: 1 records, success");
  await millrace.logged("returns: 1 records, success");
  expect(millrace.stdout).not.toContain("running 2");
  millrace.send("SIGTERM");
  expect((await millrace.ended).code).toBe(0);
});

test("no secret and no body is printed, by a handler's failure neither", async () => {
  const queue = await createTestQueue(main);
  await queue.send(["body-that-nobody-may-see"]);
  const cwd = temporaryFolder({
    "millrace.yaml": queue.yaml("", "http: false\nlog: { level: trace }"),
    "handler.mjs": 'export const handler = async () => { throw new Error("failed"); };',
  });
  const env = { AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI-secret", AWS_SESSION_TOKEN: "token-secret" };
  const millrace = new Millrace(["run", "--trace-console"], { cwd, env });
  await millrace.logged("1 records failed: failed");
  millrace.send("SIGTERM");
  const { stdout, stderr } = await millrace.ended;
  for (const secret of [...Object.values(env), "body-that-nobody-may-see"]) {
    expect(stdout).not.toContain(secret);
    expect(stderr).not.toContain(secret);
  }
});

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { sqsServers } from "@millrace/engines/vitest";
import { describe, expect, onTestFinished, test } from "vitest";

import { temporaryFolder } from "../temporary-folder.ts";
import { Millrace, runMillrace } from "./millrace.ts";
import { createTestQueue, TestQueue } from "./test-queue.ts";

const { main, fauxqs } = sqsServers();
const handler = { "handler.mjs": "export const handler = async () => {};" };

describe("usage", () => {
  test("--help and --version say their piece, exit 0", async () => {
    const cwd = temporaryFolder();
    const help = await runMillrace(["--help"], { cwd });
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toContain("run [options] [file]");
    expect(help.stdout).toContain("Exit codes: 0 drained");
    const version = await runMillrace(["--version"], { cwd });
    expect(version).toMatchObject({ code: 0, stderr: "" });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test("an unknown command and an unknown flag: exit 2, with what was meant", async () => {
    const cwd = temporaryFolder();
    const command = await runMillrace(["chek"], { cwd });
    expect(command.code).toBe(2);
    expect(command.stderr).toContain("Did you mean check?");
    const flag = await runMillrace(["run", "--trace"], { cwd });
    expect(flag.code).toBe(2);
    expect(flag.stderr).toContain("unknown option '--trace'");
  });

  test("without a file there is millrace.yaml, and without that exit 2", async () => {
    const { code, stderr } = await runMillrace(["run"], { cwd: temporaryFolder() });
    expect(code).toBe(2);
    expect(stderr).toBe(
      "millrace.yaml: there is no such file\n    Name the file: millrace run FILE\n\n1 problem in millrace.yaml\n",
    );
  });
});

describe("check", () => {
  test("a file that is right: exit 0, with what it holds", async () => {
    const queue = await createTestQueue(main);
    const cwd = temporaryFolder({ "millrace.yaml": queue.yaml(), ...handler });
    const { code, stdout, stderr } = await runMillrace(["check"], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^millrace\.yaml is right\n {2}orders: sqs worker-\S+ -> \.\/handler\.handler\n$/,
    );
  });

  test("a file that is wrong: exit 2, told on standard error alone", async () => {
    const cwd = temporaryFolder({ "a.yaml": "mappings: { a: {} }\n" });
    const { code, stdout, stderr } = await runMillrace(["check", "a.yaml"], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("a.yaml:1:13: mappings.a.source is required");
    expect(stderr).toContain("2 problems in a.yaml");
  });
});

describe("a start that fails", () => {
  test("a queue that does not exist: exit 2, by name", async () => {
    const nowhere = new TestQueue(
      `${main.endpoint}/000000000000/nowhere`,
      main.endpoint,
      {} as never,
    );
    const cwd = temporaryFolder({ "millrace.yaml": nowhere.yaml(), ...handler });
    const { code, stdout } = await runMillrace(["run"], { cwd });
    expect(code, stdout).toBe(2);
    expect(stdout).toContain("nowhere");
  });

  test("nobody at the endpoint: exit 3, and the other mapping is closed too", async () => {
    const queue = await createTestQueue(fauxqs);
    const dead = new TestQueue(
      "http://127.0.0.1:1/000000000000/q",
      "http://127.0.0.1:1",
      {} as never,
    );
    const other = dead.yaml().split("\n").slice(1, 4).join("\n").replace("orders", "dead");
    const yaml = queue.yaml(`enabled: true\n${other}`);
    const cwd = temporaryFolder({ "millrace.yaml": yaml, ...handler });
    const { code, stdout } = await runMillrace(["run"], { cwd });
    expect(code, stdout).toBe(3);
    expect(stdout).toContain("cannot start");
    expect(stdout).toContain("orders: Deleted");
  });

  test("something at the endpoint that is no SQS: exit 3", async () => {
    const web = createServer((_, response) => response.end("<h1>hello</h1>")).listen(
      0,
      "127.0.0.1",
    );
    await new Promise((resolve) => web.once("listening", resolve));
    onTestFinished(() => void web.close());
    const endpoint = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
    const wrong = new TestQueue(`${endpoint}/000000000000/q`, endpoint, {} as never);
    const cwd = temporaryFolder({ "millrace.yaml": wrong.yaml(), ...handler });
    const { code, stdout } = await runMillrace(["run"], { cwd });
    expect(code, stdout).toBe(3);
    expect(stdout).toContain("cannot start");
  });

  test("a port that is taken: exit 3, in words", async () => {
    const web = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => web.once("listening", resolve));
    onTestFinished(() => void web.close());
    const { port } = web.address() as AddressInfo;
    const queue = await createTestQueue(main);
    const yaml = queue.yaml("", `http: { port: ${port} }`);
    const cwd = temporaryFolder({ "millrace.yaml": yaml, ...handler });
    const { code, stdout } = await runMillrace(["run"], { cwd });
    expect(code).toBe(3);
    expect(stdout).toContain(`port ${port} on 127.0.0.1 is taken by another program`);
  });
});

test("a disabled mapping polls nothing, and the worker is ready", async () => {
  const queue = await createTestQueue(main);
  await queue.send(["a"]);
  const yaml = queue.yaml("enabled: false", "http: { port: 0 }");
  const cwd = temporaryFolder({ "millrace.yaml": yaml, ...handler });
  const millrace = new Millrace(["run"], { cwd });
  const { url } = await millrace.logged("probes at");
  const ready = await fetch(`${String(url)}/readyz?verbose`);
  expect(await ready.text()).toContain("[+] mapping/orders ok: disabled");
  expect(await queue.count()).toEqual({ waiting: 1, inFlight: 0 });
  millrace.send("SIGTERM");
  expect((await millrace.ended).code).toBe(0);
});

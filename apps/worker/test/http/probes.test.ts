import { describe, expect, test } from "vitest";

import { type Check, createProbes } from "../../src/http/probes.ts";

const fine: Check = { name: "mapping/orders", ok: true, detail: "Enabled" };
const broken: Check = { name: "mapping/other", ok: false, detail: "not connected yet" };

function ask(path: string, checks: readonly Check[], host = "127.0.0.1:4680"): Promise<Response> {
  const app = createProbes({ live: () => checks, ready: () => checks }, ["worker.example"]);
  return Promise.resolve(app.request(path, { headers: { host } }));
}

describe("a probe", () => {
  test.each(["/livez", "/readyz"])("%s is 200 and ok when every check is", async (path) => {
    const answer = await ask(path, [fine]);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("ok\n");
  });

  test("is 503 and names what fails", async () => {
    const answer = await ask("/readyz", [fine, broken]);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toBe(
      "[-] mapping/other failed: not connected yet\nreadyz failed\n",
    );
  });

  test("lists every check when asked to", async () => {
    const answer = await ask("/readyz?verbose", [fine]);
    expect(await answer.text()).toBe("[+] mapping/orders ok: Enabled\nok\n");
  });

  test("is kept by nobody", async () => {
    expect((await ask("/livez", [])).headers.get("cache-control")).toBe("no-store");
  });

  test("has no neighbours", async () => {
    expect((await ask("/metrics", [])).status).toBe(404);
  });
});

describe("a Host header", () => {
  test.each([
    "localhost",
    "localhost:4680",
    "10.1.2.3:4680",
    "[::1]:4680",
    "worker.example",
    "WORKER.example:1",
  ])("%s may ask", async (host) => {
    expect((await ask("/livez", [], host)).status).toBe(200);
  });

  test.each(["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "a b", ""])(
    "%j may not",
    async (host) => {
      expect((await ask("/livez", [fine], host)).status).toBe(403);
    },
  );
});

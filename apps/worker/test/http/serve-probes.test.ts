import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, onTestFinished, test } from "vitest";

import { serveProbes } from "../../src/http/serve-probes.ts";
import { StartupError } from "../../src/run/startup-error.ts";

const source = { live: () => [], ready: () => [] };

test("port 0 takes a free one, on loopback", async () => {
  const server = await serveProbes({ port: 0 }, source);
  onTestFinished(() => server.close());
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
});

test("a taken port is refused in words", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const refusal = serveProbes({ port }, source);
  await expect(refusal).rejects.toBeInstanceOf(StartupError);
  await expect(refusal).rejects.toThrow(
    `http: port ${port} on 127.0.0.1 is taken by another program. Set http.port (0 takes a free one), or http: false`,
  );
});

test("an address of another machine is refused in words", async () => {
  await expect(serveProbes({ host: "192.0.2.1", port: 0 }, source)).rejects.toThrow(
    "http: 192.0.2.1 is no address of this machine",
  );
});

test("closing does not wait for a client that keeps its connection", async () => {
  const server = await serveProbes({ port: 0 }, source);
  await (await fetch(`${server.url}/livez`)).text();
  await server.close();
  await expect(fetch(`${server.url}/livez`)).rejects.toThrow();
});

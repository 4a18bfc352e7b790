import { createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { startElasticMq, startFauxqs, type SqsEngine, type StartOptions } from "../src/index.ts";
import { processIsGone } from "./process-is-gone.ts";
import { sendAndReceive } from "./queue-client.ts";

describe.each([
  { start: startElasticMq, name: "ElasticMQ" },
  { start: startFauxqs, name: "fauxqs" },
])("$name", ({ start, name }) => {
  async function started(options?: StartOptions): Promise<SqsEngine> {
    const engine = await start(options);
    onTestFinished(() => engine.kill());
    return engine;
  }

  test("answers the SQS protocol on loopback", async () => {
    const engine = await started();
    expect(engine.name).toContain(name);
    expect(new URL(engine.endpoint).hostname).toBe("127.0.0.1");
    expect(await sendAndReceive(engine, "hello")).toEqual(["hello"]);
  });

  test("takes the port it is given", async () => {
    const port = await freePort();
    const engine = await started({ port });
    expect(engine.endpoint).toBe(`http://127.0.0.1:${port}`);
  });

  test("stop leaves no process behind, and may be called twice", async () => {
    const engine = await started();
    expect(processIsGone(engine.pid)).toBe(false);
    await engine.stop();
    expect(processIsGone(engine.pid)).toBe(true);
    await expect(engine.stop()).resolves.toBeUndefined();
  });

  test("kill leaves no process behind", async () => {
    const engine = await started();
    await engine.kill();
    expect(processIsGone(engine.pid)).toBe(true);
  });

  test("a port in use is an error with the engine's own words", async () => {
    const engine = await started();
    const port = Number(new URL(engine.endpoint).port);
    await expect(start({ port })).rejects.toThrow(/did not start[\s\S]*in use/i);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

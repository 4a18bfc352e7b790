import { expect, onTestFinished, test } from "vitest";
import { type DynamoDbEngine, startDynamoDbLocal, type StartOptions } from "../src/index.ts";
import { claimPort } from "../src/process/claim-port.ts";
import { dynamoDbLocal } from "../src/vitest/dynamodb-server.ts";
import { putAndGet } from "./dynamodb-client.ts";
import { processIsGone } from "./process-is-gone.ts";

async function started(options?: StartOptions): Promise<DynamoDbEngine> {
  const engine = await startDynamoDbLocal(options);
  onTestFinished(() => engine.kill());
  return engine;
}

test("the shared server answers", async () => {
  expect(await putAndGet(dynamoDbLocal(), "shared")).toBe("shared");
});

test("takes the port it is given, and stop leaves no process behind", async () => {
  const port = await claimPort(0);
  const engine = await started({ port });
  expect(engine.endpoint).toBe(`http://127.0.0.1:${port}`);
  expect(await putAndGet(engine, "hello")).toBe("hello");
  expect(processIsGone(engine.pid)).toBe(false);
  await engine.stop();
  expect(processIsGone(engine.pid)).toBe(true);
  await expect(engine.stop()).resolves.toBeUndefined();
});

test("a port in use is an error that names it", async () => {
  const { port } = new URL(dynamoDbLocal().endpoint);
  await expect(startDynamoDbLocal({ port: Number(port) })).rejects.toThrow(
    `DynamoDB Local 2.6.1 did not start: port ${port} is already in use.`,
  );
});

import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";

import { ConfigurationError, createMapping, type SourceError } from "@millrace/core";
import { systemClock } from "@millrace/core/connector";
import { ENGINE_CREDENTIALS } from "@millrace/engines";
import { sqsServers } from "@millrace/engines/vitest";
import { describe, expect, onTestFinished, test } from "vitest";

import { classify } from "../../src/classify.ts";
import { connectSqs } from "../../src/client.ts";
import type { QueueClient } from "../../src/queue-client.ts";
import { sqs } from "../../src/sqs.ts";
import { FaultProxy, json } from "./fault-proxy.ts";
import { TestQueue } from "./test-queue.ts";

const { main, fauxqs } = sqsServers();
const never = new AbortController().signal;

async function openClient(
  endpoint: string,
  queueUrl: string,
  credentials: Parameters<typeof connectSqs>[0]["credentials"] = ENGINE_CREDENTIALS,
): Promise<QueueClient> {
  const directory = await connectSqs({
    clock: systemClock,
    region: "us-east-1",
    endpoint,
    ...(credentials === undefined ? {} : { credentials }),
    receiveSockets: 4,
  });
  const client = directory.openQueue(queueUrl);
  onTestFinished(() => {
    client.close();
    directory.close();
  });
  return client;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failureOf(call: Promise<unknown>): Promise<SourceError> {
  try {
    await call;
  } catch (error) {
    return classify(error, "call");
  }
  throw new Error("the call did not fail");
}

const url = "http://127.0.0.1:1/000000000000/orders";

describe("the client", () => {
  test("asks for all attributes, a lease and an attempt id in one request", async () => {
    const proxy = await FaultProxy.start(main);
    proxy.script = () => json(200, {});
    const client = await openClient(proxy.endpoint, url);
    await client.receive(
      { maximum: 7, waitTimeSeconds: 3, visibilityTimeoutSeconds: 45, attemptId: "attempt" },
      never,
    );
    expect(proxy.callsOf("ReceiveMessage").map(({ input }) => input)).toEqual([
      {
        QueueUrl: url,
        MaxNumberOfMessages: 7,
        WaitTimeSeconds: 3,
        VisibilityTimeout: 45,
        ReceiveRequestAttemptId: "attempt",
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      },
    ]);
  });

  test("sends each request once, whatever the answer", async () => {
    const proxy = await FaultProxy.start(main);
    proxy.script = () => json(500, { __type: "InternalError" });
    const client = await openClient(proxy.endpoint, url);
    const calls = [
      client.receive({ maximum: 1, waitTimeSeconds: 0 }, never),
      client.deleteBatch([{ receiptHandle: "h" }]),
      client.changeVisibilityBatch([{ receiptHandle: "h", visibilityTimeoutSeconds: 0 }]),
    ];
    for (const call of calls)
      expect(await failureOf(call)).toMatchObject({ decision: "not-connected" });
    expect(proxy.calls).toHaveLength(3);
  });

  test("gives up a body that comes a byte a second", async () => {
    const endpoint = await listen(
      createServer((_request, response) => {
        response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
        const drip = setInterval(() => response.write(" "), 500);
        response.on("close", () => clearInterval(drip));
      }),
    );
    const client = await openClient(endpoint, url);
    const startedAtMs = performance.now();
    const failure = await failureOf(client.receive({ maximum: 1, waitTimeSeconds: 1 }, never));
    expect(failure.message).toContain("TimeoutError: no answer within 6000 ms");
    expect(performance.now() - startedAtMs).toBeLessThan(7_500);
  });

  test("gives up credentials that never come", async () => {
    const client = await openClient(main.endpoint, url, () => new Promise(() => {}));
    const failure = await failureOf(client.deleteBatch([{ receiptHandle: "h" }]));
    expect(failure).toMatchObject({ decision: "not-connected" });
    expect(failure.message).toContain("no answer within 5000 ms");
  });

  test("takes an answer that is not JSON for an unknown outcome", async () => {
    const endpoint = await listen(
      createServer((_request, response) => {
        response.writeHead(200).end("<html>Log in to the wireless network</html>");
      }),
    );
    const client = await openClient(endpoint, url);
    const failure = await failureOf(client.receive({ maximum: 1, waitTimeSeconds: 0 }, never));
    expect(failure.decision).toBe("not-connected");
  });

  test("a refused and a reset connection are not connected", async () => {
    const closed = createTcpServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const refused = await openClient(`http://127.0.0.1:${port}`, url);
    const proxy = await FaultProxy.start(main);
    proxy.script = () => "drop";
    const reset = await openClient(proxy.endpoint, url);
    for (const client of [refused, reset]) {
      const failure = await failureOf(client.receive({ maximum: 1, waitTimeSeconds: 0 }, never));
      expect(failure.decision).toBe("not-connected");
    }
  });

  test("an aborted receive ends at once, with the reason, and frees its connection", async () => {
    const queue = await TestQueue.create(main);
    const client = await openClient(main.endpoint, queue.url);
    const stop = new AbortController();
    const receiving = client.receive({ maximum: 1, waitTimeSeconds: 20 }, stop.signal);
    const startedAtMs = performance.now();
    stop.abort(new Error("closing"));
    await expect(receiving).rejects.toThrow("closing");
    await expect(client.receive({ maximum: 1, waitTimeSeconds: 1 }, stop.signal)).rejects.toThrow(
      "closing",
    );
    expect(performance.now() - startedAtMs).toBeLessThan(500);
  });

  test("closing ends what is pending", async () => {
    const queue = await TestQueue.create(main);
    const client = await openClient(main.endpoint, queue.url);
    const receiving = client.receive({ maximum: 1, waitTimeSeconds: 20 }, never);
    client.close();
    await expect(receiving).rejects.toThrow("the connection is closed");
  });

  test("receives and deletes use separate connections", async () => {
    const queue = await TestQueue.create(main);
    const client = await openClient(main.endpoint, queue.url);
    const polls = Array.from({ length: 8 }, () =>
      client.receive({ maximum: 1, waitTimeSeconds: 2 }, never),
    );
    const startedAtMs = performance.now();
    // Twice as many polls as their connections: a shared pool would make this wait for 2 s.
    await client.deleteBatch([{ receiptHandle: "none" }]).catch(() => {});
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    await Promise.all(polls);
  });
});

describe.each([main, fauxqs])("errors of $name", (server) => {
  test("a queue that does not exist ends the start in AWS's words", async () => {
    const mapping = createMapping({
      source: sqs({
        queueUrl: `${server.endpoint}/${server.accountId}/missing-${crypto.randomUUID()}`,
        region: server.region,
        credentials: ENGINE_CREDENTIALS,
      }),
      handler: () => {},
    });
    const error = await mapping.start().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as ConfigurationError).issues[0]?.aws?.message).toContain(
      "AWS.SimpleQueueService.NonExistentQueue",
    );
    expect(mapping.status().state).toBe("Disabled");
    await mapping.close();
  });

  test("a queue that is deleted while it is polled is missing", async () => {
    const queue = await TestQueue.create(server, { removedBy: "caller" });
    const client = await openClient(server.endpoint, queue.url);
    await queue.remove();
    const failure = await failureOf(client.receive({ maximum: 1, waitTimeSeconds: 0 }, never));
    expect(failure.decision).toBe("missing");
  });
});

test("a missing region is a clear error", async () => {
  const saved = { ...process.env };
  onTestFinished(() => {
    process.env = saved;
  });
  for (const name of ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"]) delete process.env[name];
  process.env["AWS_CONFIG_FILE"] = "/dev/null";
  process.env["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null";
  const mapping = createMapping({
    source: sqs({ queueUrl: "http://127.0.0.1:9324/000000000000/orders" }),
    handler: () => {},
  });
  const error = await mapping.start().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect((error as Error).message).toContain("Set region, or the variable AWS_REGION");
  await mapping.close();
});

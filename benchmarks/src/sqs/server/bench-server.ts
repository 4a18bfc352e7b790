import { createServer, type AddressInfo, type Server } from "node:net";
import type { ActionInput } from "./action-input.ts";
import { BenchQueue, type QueueCounts } from "./bench-queue.ts";
import { startDrip } from "./drip.ts";
import { serveHttpConnection, type HttpExchange, type HttpResponse } from "./http-connection.ts";
import { queueActions, type QueueSettings } from "./queue-actions.ts";
import { ServiceError } from "./service-error.ts";

export interface BenchServerOptions {
  /** Added between the moment SQS decides an answer and the moment it is sent. Default 0. */
  readonly delayMs?: number;
  /** Default 30. */
  readonly visibilityTimeoutSeconds?: number;
}

export interface BenchServer {
  readonly port: number;
  readonly queueUrl: string;
  close(): Promise<void>;
}

export interface ServerStats extends QueueCounts {
  /** Of the server's process since it started. */
  readonly cpuUs: number;
  /** By action name; control calls are not counted. */
  readonly requests: Readonly<Record<string, number>>;
}

const queueName = "bench";
const expiryTickMs = 25;
const servicePrefix = "AmazonSQS.";
const controlPrefix = "MillraceBench.";

/** SQS over HTTP on a free port of 127.0.0.1, plus the control calls Fill, Drip and Stats. */
export async function startBenchServer(options: BenchServerOptions = {}): Promise<BenchServer> {
  const delayMs = options.delayMs ?? 0;
  const queue = new BenchQueue(Date.now);
  const requests: Record<string, number> = {};
  const timers = new Set<NodeJS.Timeout>();
  const server = createServer((socket) => serveHttpConnection(socket, handle));
  server.on("connection", (socket) =>
    sockets.add(socket.once("close", () => sockets.delete(socket))),
  );
  const sockets = new Set<{ destroy(): void }>();
  const port = await listen(server);
  const settings: QueueSettings = {
    queueUrl: `http://127.0.0.1:${port}/000000000000/${queueName}`,
    queueName,
    visibilityTimeoutSeconds: options.visibilityTimeoutSeconds ?? 30,
  };
  timers.add(setInterval(() => queue.expire(), expiryTickMs));

  function handle(exchange: HttpExchange): void {
    try {
      const { target, body } = exchange.request;
      const input = body === "" ? {} : (JSON.parse(body) as ActionInput);
      if (target.startsWith(servicePrefix))
        handleService(exchange, target.slice(servicePrefix.length), input);
      else exchange.respond({ status: 200, json: handleControl(target, input) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      respondLate(exchange, error.toResponse());
    }
  }

  function handleService(exchange: HttpExchange, action: string, input: ActionInput): void {
    const perform = queueActions[action];
    if (perform === undefined)
      throw new ServiceError("InvalidAction", `this server has no action ${action}`);
    requests[action] = (requests[action] ?? 0) + 1;
    perform({
      queue,
      settings,
      input,
      reply: (json) => respondLate(exchange, { status: 200, json }),
      onAbandoned: (leave) => (exchange.onAbandoned = leave),
    });
  }

  function respondLate(exchange: HttpExchange, response: HttpResponse): void {
    if (delayMs === 0) exchange.respond(response);
    else setTimeout(() => exchange.respond(response), delayMs);
  }

  function handleControl(target: string, input: ActionInput): string {
    switch (target) {
      case `${controlPrefix}Fill`:
        queue.fill(Number(input["count"]));
        return "{}";
      case `${controlPrefix}Drip`:
        timers.add(startDrip(queue, Number(input["perSecond"])));
        return "{}";
      case `${controlPrefix}Stats`: {
        const { user, system } = process.cpuUsage();
        return JSON.stringify({
          ...queue.counts(),
          cpuUs: user + system,
          requests,
        } satisfies ServerStats);
      }
      default:
        throw new ServiceError("InvalidAction", `this server has no action ${target}`);
    }
  }

  return {
    port,
    queueUrl: settings.queueUrl,
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

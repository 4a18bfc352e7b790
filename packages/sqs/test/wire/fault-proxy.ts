import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

import { onTestFinished } from "vitest";

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** `drop`: the connection is closed without an answer. `hang`: there never is one. */
export type Reply = Answer | "drop" | "hang";

/** One request on its way to the server. */
export interface ProxiedCall {
  /** Such as `ReceiveMessage`. */
  readonly action: string;
  /** From 1, per action. */
  readonly number: number;
  readonly input: Json;
  readonly headers: IncomingMessage["headers"];
  /** Asks the server, with this input or another. */
  forward(input?: Json): Promise<Answer>;
}

/** Stands between a client and an SQS server, and does to each call what the test says. */
export class FaultProxy {
  readonly calls: { readonly action: string; readonly input: Json; readonly atMs: number }[] = [];
  script: (call: ProxiedCall) => Promise<Reply> | Reply = (call) => call.forward();
  readonly #target: URL;
  readonly #server: Server;
  readonly #counts = new Map<string, number>();

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
    // A long poll may take longer than Node's own patience with a client.
    this.#server.requestTimeout = 0;
  }

  /** Starts on loopback; stops when the test ends. */
  static async start(server: { readonly endpoint: string }): Promise<FaultProxy> {
    const proxy = new FaultProxy(server.endpoint);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => proxy.stop());
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  callsOf(action: string): readonly { readonly input: Json; readonly atMs: number }[] {
    return this.calls.filter((call) => call.action === action);
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const action = String(request.headers["x-amz-target"]).replace("AmazonSQS.", "");
    const input = JSON.parse(body.toString()) as Json;
    const number = (this.#counts.get(action) ?? 0) + 1;
    this.#counts.set(action, number);
    this.calls.push({ action, input, atMs: performance.now() });
    const reply = await this.script({
      action,
      number,
      input,
      headers: request.headers,
      forward: (other = input) => this.#forward(request, response, other),
    });
    if (reply === "hang") return;
    if (reply === "drop") {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply.status, reply.headers).end(reply.body);
  }

  #forward(request: IncomingMessage, response: ServerResponse, input: Json): Promise<Answer> {
    const body = Buffer.from(JSON.stringify(input));
    const { host: _host, ...headers } = request.headers;
    return new Promise((resolve, reject) => {
      const upstream = httpRequest(
        {
          host: this.#target.hostname,
          port: this.#target.port,
          method: "POST",
          path: request.url,
          headers: { ...headers, "content-length": body.length },
        },
        (answer) => {
          readAll(answer).then(
            (bytes) =>
              resolve({
                status: answer.statusCode ?? 502,
                headers: { "content-type": String(answer.headers["content-type"]) },
                body: bytes,
              }),
            reject,
          );
        },
      );
      upstream.on("error", reject);
      // A client that gives up takes its connection with it, as it would without us.
      response.on("close", () => upstream.destroy());
      upstream.end(body);
    });
  }
}

/** An answer of the service. */
export function json(status: number, content: Json): Answer {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: Buffer.from(JSON.stringify(content)),
  };
}

/** The content of an answer. */
export function contentOf(answer: Answer): Json {
  return JSON.parse(answer.body.toString()) as Json;
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

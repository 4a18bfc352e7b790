import { request } from "node:http";
import type { ServerStats } from "../server/bench-server.ts";

const deadlineMs = 10_000;

/** The control calls of the benchmark's SQS server; it neither delays nor counts them. */
export class ServerControl {
  readonly #origin: string;

  constructor(queueUrl: string) {
    this.#origin = new URL(queueUrl).origin;
  }

  async fill(count: number): Promise<void> {
    await this.#call("Fill", { count });
  }

  async drip(perSecond: number): Promise<void> {
    await this.#call("Drip", { perSecond });
  }

  async stats(): Promise<ServerStats> {
    return JSON.parse(await this.#call("Stats", {})) as ServerStats;
  }

  // node:http, because the global fetch would add its own 30 MB to the client's RSS.
  #call(action: string, input: Readonly<Record<string, number>>): Promise<string> {
    return new Promise((resolve, reject) => {
      const body = JSON.stringify(input);
      const headers = { "x-amz-target": `MillraceBench.${action}`, "content-length": body.length };
      const call = request(
        this.#origin,
        { method: "POST", headers, timeout: deadlineMs },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            if (response.statusCode === 200) resolve(text);
            else reject(new Error(`${action} answered ${response.statusCode}: ${text}`));
          });
        },
      );
      call.on("timeout", () =>
        call.destroy(new Error(`${action} took more than ${deadlineMs} ms`)),
      );
      call.on("error", reject);
      call.end(body);
    });
  }
}

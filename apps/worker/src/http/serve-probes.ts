import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import { serve } from "@hono/node-server";
import { describeError } from "@millrace/core/connector";

import type { HttpOptions } from "../config/worker-schema.ts";
import { StartupError } from "../run/startup-error.ts";
import { createProbes, type ProbeSource } from "./probes.ts";

export interface ProbeServer {
  /** Such as `http://127.0.0.1:4680`. */
  readonly url: string;
  close(): Promise<void>;
}

const defaultPort = 4680;
const defaultHost = "127.0.0.1";

/**
 * Serves the probes.
 * @throws StartupError when the port is taken or the address is not ours.
 */
export async function serveProbes(options: HttpOptions, source: ProbeSource): Promise<ProbeServer> {
  const { host = defaultHost, port = defaultPort, allowedHosts = [] } = options;
  const names = [host, ...allowedHosts].map((name) => name.toLowerCase());
  const server = serve({
    fetch: createProbes(source, names).fetch,
    hostname: host,
    port,
  }) as Server;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("listening", resolve);
      server.once("error", reject);
    });
  } catch (cause) {
    throw new StartupError(explain(cause, host, port), { cause });
  }
  const address = server.address() as AddressInfo;
  const shown = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${shown}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function explain(error: unknown, host: string, port: number): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return `http: port ${port} on ${host} is taken by another program. Set http.port (0 takes a free one), or http: false`;
    case "EACCES":
      return `http: port ${port} on ${host} is not allowed for this user. Set http.port to one above 1023`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `http: ${host} is no address of this machine. Set http.host, such as 127.0.0.1 or 0.0.0.0`;
    default:
      return `http: cannot listen on ${host}:${port}: ${describeError(error)}`;
  }
}

import { createServer } from "node:net";

/**
 * Takes a port for a moment and gives it back, for engines that are told a number: it was free just now.
 *
 * @param port 0 finds one.
 * @throws Error with code EADDRINUSE when somebody listens on it.
 */
export async function claimPort(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "0.0.0.0", exclusive: true }, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : port;
}

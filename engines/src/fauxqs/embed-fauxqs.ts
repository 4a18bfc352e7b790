import { buildApp } from "fauxqs";
import type { StartOptions } from "../engine.ts";

export const FAUXQS_REGION = "us-east-1";
export const FAUXQS_ACCOUNT_ID = "000000000000";

/** An SQS server inside this process. */
export interface EmbeddedSqs {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  stop(): Promise<void>;
}

/**
 * Starts fauxqs in this process, on loopback: `startFauxqs` of the package always listens on all
 * interfaces, and without authentication. Its queue URLs name a host that does not resolve
 * everywhere, so give clients the endpoint.
 */
export async function embedFauxqs(options: StartOptions = {}): Promise<EmbeddedSqs> {
  const app = await buildApp({ logger: false, defaultRegion: FAUXQS_REGION });
  const endpoint = await app.listen({ port: options.port ?? 0, host: "127.0.0.1" });
  return {
    endpoint,
    region: FAUXQS_REGION,
    accountId: FAUXQS_ACCOUNT_ID,
    stop: async () => {
      // Long polls in flight would hold the close back for up to 20 s.
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

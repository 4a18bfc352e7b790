import { embedFauxqs, type EmbeddedSqs } from "@millrace/engines";

/** Where send.mjs looks when it is told nothing else. */
export const usualPort = 9324;

/** An SQS server in this process, on loopback; on another port when the usual one is taken. */
export async function startServer(): Promise<EmbeddedSqs> {
  try {
    return await embedFauxqs({ port: usualPort });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return embedFauxqs();
  }
}

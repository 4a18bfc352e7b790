import { join } from "node:path";
import type { SqsEngine, StartOptions } from "../engine.ts";
import { spawnEngine } from "../process/spawn-engine.ts";
import { FAUXQS_ACCOUNT_ID, FAUXQS_REGION } from "./embed-fauxqs.ts";

const NAME = "fauxqs 2.4.1";

/**
 * Starts fauxqs in a process of its own, on loopback: its CPU and its crashes stay apart.
 *
 * @throws EngineError when it does not come up.
 */
export async function startFauxqs(options: StartOptions = {}): Promise<SqsEngine> {
  const { announced, pid, stop, kill } = await spawnEngine({
    name: NAME,
    command: process.execPath,
    args: [join(import.meta.dirname, "serve.ts"), String(options.port ?? 0)],
    readyOn: (line) => /^listening (http:\S+)/.exec(line)?.[1],
  });
  return {
    name: NAME,
    endpoint: announced,
    region: FAUXQS_REGION,
    accountId: FAUXQS_ACCOUNT_ID,
    pid,
    stop,
    kill,
  };
}

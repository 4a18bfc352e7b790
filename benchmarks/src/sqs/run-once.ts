import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { clientCore, readOutput, serverCore, spawnPinned } from "../method/pinned-node.ts";
import { formatParameters } from "./client/client-parameters.ts";
import type { ClientReport } from "./client/run-client.ts";
import { ServerControl } from "./client/server-control.ts";
import type { Contender, Scenario } from "./scenarios.ts";

export interface RunOnceOptions {
  readonly scenario: Scenario;
  readonly contender: Contender;
  /** Where the client is to write a CPU profile of its window. */
  readonly profilePath?: string;
}

const serverStartDeadlineMs = 10_000;
const stopAllowanceMs = 40_000;

/** One measurement: a fresh server on one core, a fresh client on the other. */
export async function runOnce(options: RunOnceOptions): Promise<ClientReport> {
  const { scenario } = options;
  const server = spawnPinned(serverCore, [pathOf("server.ts"), `--delay-ms=${scenario.delayMs}`]);
  try {
    const queueUrl = await readQueueUrl(server);
    const control = new ServerControl(queueUrl);
    if ("fill" in scenario.load) await control.fill(scenario.load.fill);
    else await control.drip(scenario.load.perSecond);
    return await runClientProcess(options, queueUrl);
  } finally {
    server.kill("SIGKILL");
  }
}

async function runClientProcess(
  { scenario, contender, profilePath }: RunOnceOptions,
  queueUrl: string,
): Promise<ClientReport> {
  const { warmupLimitMs, windowMs } = scenario;
  const child = spawnPinned(clientCore, [
    // Inherited so that a checkout without built packages can be measured too.
    ...process.execArgv,
    ...(contender.nodeOptions ?? []),
    pathOf(`clients/${contender.client}.ts`),
    ...formatParameters({ ...scenario, queueUrl, parallel: contender.parallel, profilePath }),
  ]);
  const deadlineMs = warmupLimitMs + windowMs + stopAllowanceMs;
  const output = await readOutput(child, `${contender.label}, ${scenario.name}`, deadlineMs);
  return JSON.parse(output) as ClientReport;
}

async function readQueueUrl(server: ChildProcess): Promise<string> {
  if (server.stdout === null)
    throw new Error("the server was started without a pipe for its output");
  const signal = AbortSignal.timeout(serverStartDeadlineMs);
  const [line] = (await once(server.stdout, "data", { signal })) as [Buffer];
  return (JSON.parse(line.toString()) as { readonly queueUrl: string }).queueUrl;
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

import { spawn } from "node:child_process";
import { join } from "node:path";

export interface Run {
  readonly code: number | null;
  readonly output: string;
}

const patienceMs = 60_000;

/** Runs an example as a user would, from the packages' sources. */
export function runExample(
  file: string,
  args: readonly string[] = [],
  onOutput: (output: string, stop: () => void) => void = () => {},
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const script = join(import.meta.dirname, "..", file);
  const child = spawn(process.execPath, ["--conditions=@millrace/source", script, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: patienceMs,
    killSignal: "SIGKILL",
  });
  let output = "";
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    onOutput(output, () => void child.kill("SIGINT"));
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
}

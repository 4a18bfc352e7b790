import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";

/** The cores that a measurement gives to its processes: the server may never take time from the client. */
export const serverCore = 0;
export const clientCore = 1;

let tasksetWorks: boolean | undefined;

/** Whether processes can be bound to both cores here: it takes two cores and taskset (util-linux). */
export function canPin(): boolean {
  tasksetWorks ??=
    availableParallelism() > 1 &&
    [serverCore, clientCore].every(
      (core) => spawnSync("taskset", ["-c", String(core), "true"]).status === 0,
    );
  return tasksetWorks;
}

/**
 * Starts this Node on one core. Standard input and output are pipes: a child that ends with its standard input does
 * not outlive us.
 */
export function spawnPinned(core: number, args: readonly string[]): ChildProcess {
  const [command, ...rest] = canPin()
    ? ["taskset", "-c", String(core), process.execPath]
    : [process.execPath];
  return spawn(command ?? process.execPath, [...rest, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
}

/** The standard output of a child that must end well within the deadline; the child is killed when it does not. */
export async function readOutput(
  child: ChildProcess,
  name: string,
  deadlineMs: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  const alarm = setTimeout(() => child.kill("SIGKILL"), deadlineMs);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        if (code === 0) resolve();
        else
          reject(
            new Error(
              `${name} ended with ${signal ?? `code ${code}`}; its deadline is ${deadlineMs} ms`,
            ),
          );
      });
    });
  } finally {
    clearTimeout(alarm);
  }
  return Buffer.concat(chunks).toString();
}

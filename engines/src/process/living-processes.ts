import type { ChildProcess } from "node:child_process";

const living = new Set<ChildProcess>();
let hooked = false;

/** Kills the child when this process exits by itself, also by an uncaught exception. */
export function endWithThisProcess(child: ChildProcess): void {
  living.add(child);
  child.once("exit", () => living.delete(child));
  if (hooked) return;
  hooked = true;
  process.once("exit", () => {
    for (const survivor of living) survivor.kill("SIGKILL");
  });
}

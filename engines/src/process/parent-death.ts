import { spawnSync } from "node:child_process";

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** The kernel kills the child when this process dies, whatever killed it. */
  readonly boundToParent: boolean;
}

let setprivWorks: boolean | undefined;

/**
 * Wraps a command in `setpriv --pdeathsig KILL` where that exists (Linux, util-linux): a plain
 * child survives a parent that is killed with SIGKILL. `setpriv` executes the command in its own
 * place, so the pid stays that of the engine.
 */
export function bindToParent(command: string, args: readonly string[]): Launch {
  setprivWorks ??=
    process.platform === "linux" &&
    spawnSync("setpriv", ["--pdeathsig", "KILL", "true"], { stdio: "ignore", timeout: 5_000 })
      .status === 0;
  if (!setprivWorks) return { command, args, boundToParent: false };
  return {
    command: "setpriv",
    args: ["--pdeathsig", "KILL", command, ...args],
    boundToParent: true,
  };
}

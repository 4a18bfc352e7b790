import { spawn, spawnSync } from "node:child_process";
import { constants } from "node:os";
import { repositoryNode } from "./repository-node.mjs";
import { toolEnv } from "./root.mjs";

const PASSED_ON = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH"];
const SAME_SIGNAL_MS = 300;
const PARENT_CHECK_MS = 1_000;

/**
 * Runs a program on the repository's Node and gives back its exit code, as a shell would see it.
 *
 * The program gets every signal once. A Ctrl-C reaches this process twice, from the terminal and
 * from npm, and would reach the program a third time, which takes a second signal as an order to
 * stop without draining. So it runs in a session of its own, out of the terminal's reach, and two
 * of the same signal in quick succession are passed on as one.
 *
 * @param {readonly string[]} args file and arguments
 * @param {{ cwd?: string }} [options]
 */
export async function runProgram(args, { cwd = process.cwd() } = {}) {
  const [command, ...rest] = boundToThisProcess([repositoryNode(), ...args]);
  const child = spawn(command, rest, { cwd, env: toolEnv(), stdio: "inherit", detached: true });
  const lastMs = new Map();
  const handlers = PASSED_ON.map((signal) => {
    const passOn = () => {
      const nowMs = performance.now();
      if (nowMs - (lastMs.get(signal) ?? -Infinity) < SAME_SIGNAL_MS) return;
      lastMs.set(signal, nowMs);
      child.kill(signal);
    };
    process.on(signal, passOn);
    return [signal, passOn];
  });
  const watch = whenNpmIsGone(() => child.kill("SIGTERM"));
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
    });
  } finally {
    clearInterval(watch);
    for (const [signal, passOn] of handlers) process.off(signal, passOn);
  }
}

/** An npm that is killed with SIGKILL tells nobody; its child then has another parent. */
function whenNpmIsGone(act) {
  const npm = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    act();
  }, PARENT_CHECK_MS);
  return watch;
}

/** Where `setpriv` exists (Linux), the program is told to stop even when this process is killed. */
function boundToThisProcess(command) {
  const wrapper = ["setpriv", "--pdeathsig", "TERM"];
  const works =
    process.platform === "linux" &&
    spawnSync(wrapper[0], [...wrapper.slice(1), "true"], { stdio: "ignore" }).status === 0;
  return works ? [...wrapper, ...command] : command;
}

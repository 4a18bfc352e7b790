import { spawn } from "node:child_process";
import { ROOT, toolEnv } from "./root.mjs";

/** A step that failed; its output and its remedy are printed already. */
export class StepFailed extends Error {}

/**
 * Runs a command while one line says what goes on; the time it took ends the line. The command's
 * own output is shown when it fails, and only then.
 *
 * @param {{ saying: string, command: string, args: readonly string[], remedy: string, to?: NodeJS.WriteStream }} step
 */
export async function runStep({ saying, command, args, remedy, to = process.stdout }) {
  const startedMs = performance.now();
  to.write(`${saying} ...`);
  const { code, output } = await outputOf(command, args);
  const took = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
  if (code === 0) {
    to.write(` ${took}\n`);
    return;
  }
  to.write(` failed after ${took}\n\n${output.trimEnd()}\n\n${remedy}\n\n`);
  throw new StepFailed(saying);
}

function outputOf(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: toolEnv(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.once("error", (error) => resolve({ code: -1, output: error.message }));
    child.once("close", (code) => resolve({ code, output }));
  });
}

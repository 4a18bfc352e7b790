import { execFile } from "node:child_process";
import { join } from "node:path";

import { ROOT } from "../workspace/root.ts";

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the command is killed and has failed. */
  readonly timeoutMs: number;
}

/** What npm tells the scripts it runs about the project they belong to: another project's npm must not hear it. */
const OF_ANOTHER_PROJECT =
  /^(npm_(package|lifecycle)_|npm_config_(local_prefix|prefix)$|NODE_OPTIONS$|NODE_ENV$|VITEST)/;

/**
 * Runs a command to its end. The repository's own tools come first on its path.
 * @returns what it wrote to standard output.
 * @throws Error with its whole output when it fails or takes too long.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env, timeoutMs }: CommandOptions,
): Promise<string> {
  const inherited = Object.entries(process.env).filter(([name]) => !OF_ANOTHER_PROJECT.test(name));
  const path = `${join(ROOT, "node_modules", ".bin")}:${process.env["PATH"] ?? ""}`;
  return new Promise((resolve, reject) => {
    execFile(
      command,
      args,
      {
        cwd,
        env: { ...Object.fromEntries(inherited), PATH: path, ...env },
        timeout: timeoutMs,
        killSignal: "SIGKILL",
        maxBuffer: 32 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else {
          const end = error.killed === true ? `took longer than ${timeoutMs} ms` : "failed";
          const line = [command, ...args].join(" ");
          reject(new Error(`${line} ${end}\n${stdout}${stderr}`));
        }
      },
    );
  });
}

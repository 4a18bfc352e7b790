import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

import { onTestFinished } from "vitest";

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command, running in a process of its own. */
export class Millrace {
  readonly #child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = "";
  stderr = "";

  constructor(
    args: readonly string[],
    options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
  ) {
    // Nothing of the machine's own AWS or OpenTelemetry settings may leak in.
    const env = {
      PATH: process.env["PATH"] ?? "",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "us-east-1",
      ...options.env,
    };
    this.#child = spawn(process.execPath, ["--conditions=@millrace/source", main, ...args], {
      cwd: options.cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.on("data", (chunk: Buffer) => void (this.stdout += chunk.toString()));
    this.#child.stderr?.on("data", (chunk: Buffer) => void (this.stderr += chunk.toString()));
    this.ended = new Promise((resolve) => {
      this.#child.once("close", (code, signal) =>
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }),
      );
    });
    onTestFinished(async () => {
      this.#child.kill("SIGKILL");
      await this.ended;
    });
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Goes away as the reader of its output, as `head` does. */
  stopReading(): void {
    this.#child.stdout?.destroy();
  }

  /** Waits until the log has a line with this text. @returns the line's fields. */
  async logged(text: string): Promise<Readonly<Record<string, unknown>>> {
    let ended = false;
    void this.ended.then(() => (ended = true));
    for (;;) {
      const line = this.lines().find((candidate) => String(candidate["msg"]).includes(text));
      if (line !== undefined) return line;
      if (ended) throw new Error(`ended without "${text}":\n${this.stdout}\n${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** The lines of the log so far. */
  lines(): readonly Readonly<Record<string, unknown>>[] {
    return this.stdout
      .split("\n")
      .slice(0, -1)
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

/** Runs the command to its end. */
export function runMillrace(...args: ConstructorParameters<typeof Millrace>): Promise<Ended> {
  return new Millrace(...args).ended;
}

import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { EngineError } from "../engine-error.ts";
import { endWithThisProcess } from "./living-processes.ts";
import { bindToParent } from "./parent-death.ts";

const START_DEADLINE_MS = 60_000;
const STOP_GRACE_MS = 1_000;
const OUTPUT_LINES_KEPT = 20;
const PROBE_EVERY_MS = 50;
/** A probe may have reached a server that took the port in the meantime: then the engine ends by itself. */
const BIND_DOUBT_MS = 200;
const STACK_FRAME = /^\s+at /;

/** How an engine shows that it is ready: by a line of its output, or by an answer. */
type Readiness<Announced> =
  | {
      /** Sees each line of the engine's output; returns a value once the engine is ready. */
      readonly readyOn: (line: string) => Announced | undefined;
      readonly probe?: undefined;
    }
  | {
      /** Asked again and again; returns a value once the engine answers. Has a deadline of its own. */
      readonly probe: () => Promise<Announced | undefined>;
      readonly readyOn?: undefined;
    };

export type SpawnEngineOptions<Announced> = Readiness<Announced> & {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** True for the line by which the engine owns up to a failed start, for one that then lives on. */
  readonly brokenOn?: (line: string) => boolean;
};

export interface EngineProcess<Announced> {
  readonly announced: Announced;
  readonly pid: number;
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
}

/**
 * Starts an engine and waits until it says that it is ready.
 *
 * @throws EngineError when it exits first, or is not ready within a minute; with its last output.
 */
export async function spawnEngine<Announced>(
  options: SpawnEngineOptions<Announced>,
): Promise<EngineProcess<Announced>> {
  const launch = bindToParent(options.command, options.args);
  const child = spawn(launch.command, launch.args, {
    // Standard input stays open for as long as this process lives: an engine of ours ends with it.
    stdio: ["pipe", "pipe", "pipe"],
    env: options.env ?? process.env,
    // In a group of its own the engine outlives a Ctrl-C meant for the program that uses it, which
    // wants to drain first. Without a bond to the parent that could leave it behind.
    detached: launch.boundToParent,
  });
  endWithThisProcess(child);
  // A child that never came to be emits `error` and no `exit`.
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const announced = await ready(child, gone, options);
  return {
    announced,
    pid: child.pid ?? 0,
    stop: () => end(child, gone, STOP_GRACE_MS),
    kill: () => end(child, gone, 0),
  };
}

async function ready<Announced>(
  child: ChildProcess,
  gone: Promise<void>,
  options: SpawnEngineOptions<Announced>,
): Promise<Announced> {
  const output: string[] = [];
  let deadline: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Announced>((resolve, reject) => {
      deadline = setTimeout(
        () => reject(new EngineError(`not ready after ${START_DEADLINE_MS} ms`)),
        START_DEADLINE_MS,
      );
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        reject(
          new EngineError(`exited with ${signal ?? `code ${String(code)}`} before it was ready`),
        );
      });
      // Both streams are read to the end of the engine's life: a full pipe would stop it.
      for (const stream of [child.stdout, child.stderr]) {
        if (stream === null) continue;
        createInterface({ input: stream }).on("line", (line) => {
          if (!STACK_FRAME.test(line)) output.push(line);
          if (output.length > OUTPUT_LINES_KEPT) output.shift();
          if (options.brokenOn?.(line) === true) reject(new EngineError("it says so itself"));
          const value = options.readyOn?.(line);
          if (value !== undefined) resolve(value);
        });
      }
      if (options.probe !== undefined)
        void askUntilReady(child, options.probe).then(resolve, reject);
    });
  } catch (cause) {
    await end(child, gone, 0);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError(
      `${options.name} did not start: ${reason}.\nCommand: ${options.command}\nIts last output:\n${output.join("\n")}`,
      { cause },
    );
  } finally {
    clearTimeout(deadline);
  }
}

async function askUntilReady<Announced>(
  child: ChildProcess,
  probe: () => Promise<Announced | undefined>,
): Promise<Announced> {
  while (!hasEnded(child)) {
    const value = await probe();
    await delay(value === undefined ? PROBE_EVERY_MS : BIND_DOUBT_MS);
    if (value !== undefined && !hasEnded(child)) return value;
  }
  throw new EngineError("it ended before it answered");
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function end(child: ChildProcess, gone: Promise<void>, graceMs: number): Promise<void> {
  if (hasEnded(child)) return;
  if (graceMs > 0) {
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), graceMs);
    await gone;
    clearTimeout(force);
    return;
  }
  child.kill("SIGKILL");
  await gone;
}

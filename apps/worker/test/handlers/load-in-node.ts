import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

export interface Loaded {
  readonly answer?: unknown;
  readonly thrown?: string;
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
}

/** What becomes of handlers, each loaded and called once, in one process. */
export async function loadInNode(
  root: string,
  handlers: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<Readonly<Record<string, Loaded>>> {
  const script = join(import.meta.dirname, "load-all.mjs");
  const args = ["--conditions=@millrace/source", ...nodeOptions, script, root, ...handlers];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Record<string, Loaded>;
}

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";

/**
 * Where an engine's jars lie: outside the work tree, so that every clone shares them, and under
 * the hash of the pom, so that a changed version never meets old jars. One folder per engine:
 * their jars conflict.
 */
export function cacheFolder(pomFile: string, env: NodeJS.ProcessEnv = process.env): string {
  const engine = basename(dirname(pomFile));
  const hash = createHash("sha256").update(readFileSync(pomFile)).digest("hex").slice(0, 16);
  return join(cacheRoot(env), `${engine}-${hash}`);
}

function cacheRoot(env: NodeJS.ProcessEnv): string {
  const own = env["MILLRACE_ENGINE_CACHE"];
  if (own !== undefined && own !== "") return own;
  const xdg = env["XDG_CACHE_HOME"];
  const base = xdg === undefined || xdg === "" ? join(homedir(), ".cache") : xdg;
  return join(base, "millrace", "engines");
}

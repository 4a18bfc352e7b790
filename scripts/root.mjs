import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the repository. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The tools that the lockfile brings, the repository's own Node among them, come before the machine's. */
export function toolEnv(env = process.env) {
  const bin = join(ROOT, "node_modules", ".bin");
  return {
    ...env,
    PATH: `${bin}:${env.PATH ?? ""}`,
    TURBO_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
  };
}

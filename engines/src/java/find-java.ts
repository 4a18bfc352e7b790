import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { EngineError } from "../engine-error.ts";
import { withoutJava, type JavaEngine } from "./java-engine.ts";

const MINIMUM_MAJOR = 17;
const INSTALL =
  "Install it (Debian, Ubuntu: `apt-get install openjdk-17-jre-headless`; macOS: `brew install openjdk@17`), or set JAVA_HOME.";

/**
 * The `java` of JAVA_HOME, else of PATH.
 *
 * @throws EngineError naming the engine that needs it, when there is none or it is too old.
 */
export function findJava(engine: JavaEngine, env: NodeJS.ProcessEnv = process.env): string {
  const home = env["JAVA_HOME"];
  const java = home === undefined || home === "" ? "java" : join(home, "bin", "java");
  const found = spawnSync(java, ["-version"], { encoding: "utf8", env, timeout: 30_000 });
  if (found.error !== undefined || found.status !== 0) {
    throw new EngineError(
      `${engine.name}, ${engine.role}, needs Java ${MINIMUM_MAJOR} or newer, and \`${java}\` does not run. ${INSTALL} ${withoutJava(engine)}`,
      { cause: found.error },
    );
  }
  const major = majorOf(found.stderr);
  if (major !== undefined && major < MINIMUM_MAJOR) {
    throw new EngineError(
      `${engine.name}, ${engine.role}, needs Java ${MINIMUM_MAJOR} or newer, and \`${java}\` is Java ${major}. ${INSTALL} ${withoutJava(engine)}`,
    );
  }
  return java;
}

/** `openjdk version "17.0.15"` is 17, `java version "1.8.0_411"` is 8. An unknown wording is let through. */
function majorOf(versionText: string): number | undefined {
  const version = /version "(?:1\.)?(\d+)/.exec(versionText)?.[1];
  return version === undefined ? undefined : Number(version);
}

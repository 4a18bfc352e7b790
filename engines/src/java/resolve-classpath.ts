import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { EngineError } from "../engine-error.ts";
import { cacheFolder } from "./cache-folder.ts";
import { withoutJava, type JavaEngine } from "./java-engine.ts";

const DOWNLOAD_DEADLINE_MS = 300_000;
const COPY_DEPENDENCIES =
  "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
const INSTALL =
  "Install it (Debian, Ubuntu: `apt-get install maven`; macOS: `brew install maven`) and run again; it is needed once.";

/**
 * The class path of an engine; its jars are fetched by Maven on the first call and kept.
 *
 * Several runs may meet on an empty cache: each fetches into a folder of its own and moves it into
 * place whole, and whoever comes second takes what is there.
 *
 * @throws EngineError when Maven is missing or cannot fetch the jars.
 */
export async function resolveClasspath(
  engine: JavaEngine,
  env: NodeJS.ProcessEnv = process.env,
  report: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): Promise<string> {
  const folder = cacheFolder(engine.pomFile, env);
  if (!existsSync(folder)) {
    await mkdir(dirname(folder), { recursive: true });
    const fetched = await mkdtemp(`${folder}.part-`);
    try {
      report(`fetching ${engine.name} with Maven, once, into ${folder}`);
      await fetchJars(engine, fetched, env);
      await moveIntoPlace(fetched, folder);
    } finally {
      await rm(fetched, { recursive: true, force: true });
    }
  }
  return join(folder, "*");
}

async function fetchJars(
  engine: JavaEngine,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const args = [
    "-q",
    "-B",
    "-f",
    engine.pomFile,
    COPY_DEPENDENCIES,
    `-DoutputDirectory=${folder}`,
    "-DincludeScope=runtime",
  ];
  const { code, output } = await runMaven(engine, args, env);
  const jars = (await readdir(folder)).filter((file) => file.endsWith(".jar"));
  if (code === 0 && jars.length > 0) return;
  throw new EngineError(
    `Maven could not fetch ${engine.name} (exit code ${String(code)}, ${jars.length} jars). Check that Maven reaches its repository. ${withoutJava(engine)}\n${output}`,
  );
}

function runMaven(
  engine: JavaEngine,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const maven = spawn("mvn", args, {
      env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: DOWNLOAD_DEADLINE_MS,
      killSignal: "SIGKILL",
    });
    let output = "";
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    maven.stdout.on("data", keep);
    maven.stderr.on("data", keep);
    maven.once("error", (cause) => {
      reject(
        new EngineError(
          `${engine.name}, ${engine.role}, is fetched by Maven, and \`mvn\` does not run. ${INSTALL} ${withoutJava(engine)}`,
          { cause },
        ),
      );
    });
    maven.once("close", (code) => resolve({ code, output }));
  });
}

async function moveIntoPlace(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (cause) {
    // A full folder in the way is that of a run that was faster.
    if (!existsSync(to)) throw cause;
  }
}

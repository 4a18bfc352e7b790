import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { JavaEngine } from "../src/java/java-engine.ts";
import { resolveClasspath as resolve } from "../src/java/resolve-classpath.ts";
import { emptyFolder, folderWithProgram } from "./empty-folder.ts";

/** Stands for Maven: leaves one jar in the folder it is told, after a moment. */
const FETCHING = `
for argument in "$@"; do case "$argument" in -DoutputDirectory=*) folder="\${argument#*=}";; esac; done
/bin/sleep 0.2
echo jar > "$folder/mill.jar"
echo fetched >> "$FETCH_LOG"`;

interface Setting {
  readonly engine: JavaEngine;
  readonly env: NodeJS.ProcessEnv;
  readonly cache: string;
}

const reported: string[] = [];

async function resolveClasspath(engine: JavaEngine, env: NodeJS.ProcessEnv): Promise<string> {
  return resolve(engine, env, (line) => reported.push(line));
}

beforeEach(() => {
  reported.length = 0;
});

async function settingWith(mavenScript: string): Promise<Setting> {
  const cache = await emptyFolder();
  const pomFolder = await emptyFolder();
  const pomFile = join(pomFolder, "pom.xml");
  await writeFile(pomFile, "<project/>");
  return {
    engine: {
      name: "Mill 1.0",
      role: "the server of this test",
      pomFile,
      endpointVariable: "MILL_ENDPOINT",
      composeService: "mill",
    },
    env: {
      PATH: await folderWithProgram("mvn", mavenScript),
      MILLRACE_ENGINE_CACHE: cache,
      FETCH_LOG: join(pomFolder, "log"),
    },
    cache,
  };
}

test("fetches once, then takes what is there", async () => {
  const { engine, env, cache } = await settingWith(FETCHING);
  const first = await resolveClasspath(engine, env);
  const second = await resolveClasspath(engine, { ...env, PATH: await emptyFolder() });
  expect(second).toBe(first);
  expect(await readdir(first.replace(/\*$/, ""))).toEqual(["mill.jar"]);
  expect(await readdir(cache)).toHaveLength(1);
  expect(reported).toEqual([expect.stringContaining("fetching Mill 1.0 with Maven")]);
});

test("another pom is another folder", async () => {
  const { engine, env } = await settingWith(FETCHING);
  const first = await resolveClasspath(engine, env);
  await writeFile(engine.pomFile, "<project><version>2</version></project>");
  expect(await resolveClasspath(engine, env)).not.toBe(first);
});

test("runs that meet on an empty cache all get a whole folder, and leave one", async () => {
  const { engine, env, cache } = await settingWith(FETCHING);
  const paths = await Promise.all([1, 2, 3].map(() => resolveClasspath(engine, env)));
  expect(new Set(paths).size).toBe(1);
  expect(await readdir(cache)).toHaveLength(1);
});

test("a machine without Maven is told who needs it, how to get it and how to do without", async () => {
  const { engine, env } = await settingWith(FETCHING);
  const PATH = await emptyFolder();
  await expect(resolveClasspath(engine, { ...env, PATH })).rejects.toThrow(
    /Mill 1\.0, the server of this test, is fetched by Maven.*apt-get install maven.*MILL_ENDPOINT/,
  );
});

test("a fetch that fails shows Maven's words and leaves nothing behind", async () => {
  const { engine, env, cache } = await settingWith("echo 'no route to repository'; exit 1");
  await expect(resolveClasspath(engine, env)).rejects.toThrow(
    /could not fetch Mill 1\.0[\s\S]*no route to repository/,
  );
  expect(await readdir(cache)).toEqual([]);
});

test("a fetch that succeeds without a jar is a failure", async () => {
  const { engine, env } = await settingWith("exit 0");
  await expect(resolveClasspath(engine, env)).rejects.toThrow("0 jars");
});

import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import {
  askedEngines,
  type AskingManifest,
  testEngines,
} from "./engines/src/vitest/asked-engines.ts";

const SOURCE_CONDITION = "@millrace/source";
/** As Node resolves, and workspace packages to their sources; Vite's own default prefers files meant for bundlers. */
const CONDITIONS = [SOURCE_CONDITION, "node", "import", "default"];

/** Workspace folders, as in pnpm-workspace.yaml. */
const folders: readonly string[] = [
  ...childrenOf("packages"),
  ...childrenOf("apps"),
  "engines",
  "examples",
  "benchmarks",
  "test/repo",
];

/** Folders by the engines that their tests want, `sqs+dynamodb` or the like; vitest starts what a run needs alone. */
const byEngines = Map.groupBy(folders, (folder) => enginesOf(folder).join("+"));

export default defineConfig({
  resolve: { conditions: CONDITIONS },
  ssr: { resolve: { conditions: CONDITIONS } },
  test: {
    allowOnly: false,
    // Many tests wait for a server or a clock: two workers on two cores are not too many.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    execArgv: [`--conditions=${SOURCE_CONDITION}`],
    passWithNoTests: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [...byEngines].map(([engines, parts]) => projectOf(engines, parts)),
  },
});

function childrenOf(folder: string): string[] {
  return readdirSync(join(import.meta.dirname, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${folder}/${entry.name}`);
}

function enginesOf(folder: string): readonly string[] {
  const manifest = readFileSync(join(import.meta.dirname, folder, "package.json"), "utf8");
  return askedEngines(JSON.parse(manifest) as AskingManifest);
}

function projectOf(engines: string, parts: readonly string[]): TestProjectInlineConfiguration {
  if (engines === "") {
    const include = [...testsOf(parts), "scripts/test/**/*.test.mjs"];
    return { extends: true, test: { name: "plain", include } };
  }
  const globalSetup = engines.split("+").map((name) => testEngines[name] ?? "");
  return { extends: true, test: { name: engines, include: testsOf(parts), globalSetup } };
}

function testsOf(parts: readonly string[]): string[] {
  return parts.map((folder) =>
    folder === "test/repo" ? `${folder}/**/*.test.ts` : `${folder}/test/**/*.test.ts`,
  );
}

import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const SOURCE_CONDITION = "@millrace/source";
/** As Node resolves, and workspace packages to their sources; Vite's own default prefers files meant for bundlers. */
const CONDITIONS = [SOURCE_CONDITION, "node", "import", "default"];
const ENGINES = "@millrace/engines";

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Workspace folders, as in pnpm-workspace.yaml. */
const folders: readonly string[] = [
  ...childrenOf("packages"),
  ...childrenOf("apps"),
  "engines",
  "examples",
  "benchmarks",
  "test/repo",
];

const withEngines = folders.filter(usesEngines);
const withoutEngines = folders.filter((folder) => !usesEngines(folder));

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
    projects: [
      {
        extends: true,
        test: {
          name: "plain",
          include: [...testsOf(withoutEngines), "scripts/test/**/*.test.mjs"],
        },
      },
      {
        extends: true,
        test: {
          name: "engines",
          include: testsOf(withEngines),
          globalSetup: ["engines/src/vitest/global-setup.ts"],
        },
      },
    ],
  },
});

function childrenOf(folder: string): string[] {
  return readdirSync(join(import.meta.dirname, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${folder}/${entry.name}`);
}

/** The engines start for the tests of those packages alone that ask for them in their package.json. */
function usesEngines(folder: string): boolean {
  const manifest = JSON.parse(
    readFileSync(join(import.meta.dirname, folder, "package.json"), "utf8"),
  ) as Manifest;
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
  return manifest.name === ENGINES || ENGINES in wanted;
}

function testsOf(parts: readonly string[]): string[] {
  return parts.map((folder) =>
    folder === "test/repo" ? `${folder}/**/*.test.ts` : `${folder}/test/**/*.test.ts`,
  );
}

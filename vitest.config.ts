import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const SOURCE_CONDITION = "@millrace/source";

/** Workspace folders, as in pnpm-workspace.yaml. */
const folders: readonly string[] = [
  ...childrenOf("packages"),
  ...childrenOf("apps"),
  "engines",
  "examples",
  "benchmarks",
  "test/repo",
];

const withEngines = folders.filter(declaresEngines);
const withoutEngines = folders.filter((folder) => !declaresEngines(folder));

export default defineConfig({
  resolve: { conditions: [SOURCE_CONDITION, "module", "node", "development|production"] },
  ssr: { resolve: { conditions: [SOURCE_CONDITION, "module", "node", "development|production"] } },
  test: {
    allowOnly: false,
    execArgv: [`--conditions=${SOURCE_CONDITION}`],
    passWithNoTests: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: "plain", include: testsOf(withoutEngines) },
      },
      {
        extends: true,
        test: {
          name: "engines",
          include: testsOf(withEngines),
          globalSetup: ["engines/src/vitest.ts"],
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
function declaresEngines(folder: string): boolean {
  const manifest = readFileSync(join(import.meta.dirname, folder, "package.json"), "utf8");
  return manifest.includes('"@millrace/engines": "workspace:');
}

function testsOf(parts: readonly string[]): string[] {
  return parts.map((folder) =>
    folder === "test/repo" ? `${folder}/**/*.test.ts` : `${folder}/test/**/*.test.ts`,
  );
}

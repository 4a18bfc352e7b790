import { existsSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, test } from "vitest";

import { readFileNames } from "./imports/read-file-names.ts";
import { readSourceFiles } from "./imports/source-files.ts";
import { type Exports, publishablePackages, type WorkspacePackage } from "./workspace/packages.ts";
import { ROOT } from "./workspace/root.ts";
import { readText, walkFiles } from "./workspace/walk-files.ts";

const SOURCE_CONDITION = "@millrace/source";
const BUILT_ENDINGS = [".js", ".js.map", ".d.ts", ".d.ts.map"];
const sourceFiles = readSourceFiles();

function targets(exports: Exports): readonly string[] {
  return Object.values(exports).flatMap((conditions) => Object.values(conditions));
}

function withoutSources(exports: Exports): Exports {
  return Object.fromEntries(
    Object.entries(exports).map(([entry, conditions]) => {
      const { [SOURCE_CONDITION]: _, ...published } = conditions;
      return [entry, published];
    }),
  );
}

function builtFiles(folder: string): readonly string[] {
  const dist = join(ROOT, folder, "dist");
  if (!existsSync(dist)) return [];
  return readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".tsbuildinfo"))
    .map((entry) => posix.join(entry.parentPath.slice(dist.length + 1), entry.name))
    .sort();
}

/** What the compiler makes of the sources. */
function expectedFiles(folder: string): readonly string[] {
  return walkFiles(`${folder}/src`)
    .filter((path) => path.endsWith(".ts"))
    .map((path) => path.slice(`${folder}/src/`.length, -".ts".length))
    .flatMap((stem) => BUILT_ENDINGS.map((ending) => `${stem}${ending}`))
    .sort();
}

/** Sources that no other source of the package imports or loads: what is meant to be used from outside. */
function entriesOf({ folder }: WorkspacePackage): readonly string[] {
  const files = sourceFiles.filter((file) => file.isSource && file.package.folder === folder);
  const used = new Set(
    files.flatMap((file) =>
      [
        ...file.imports.map(({ specifier }) => specifier),
        ...readFileNames(file.path, readText(file.path)),
      ].map((name) => posix.join(posix.dirname(file.path), name.replace(/\.js$/, ".ts"))),
    ),
  );
  return files.map((file) => file.path).filter((path) => !used.has(path));
}

describe.each(publishablePackages.map((owner) => [owner.manifest.name, owner] as const))(
  "%s",
  (_, owner) => {
    const { folder, manifest } = owner;
    const exports = manifest.exports ?? {};
    const bins = Object.values(manifest.bin ?? {});

    test("exports and commands lead to files", () => {
      const missing = [...targets(exports), ...bins].filter(
        (target) => !existsSync(join(ROOT, folder, target)),
      );
      expect(missing, "not there; is it built?").toEqual([]);
      expect(targets(exports).length + bins.length).toBeGreaterThan(0);
    });

    test("an export is the same file as source, as types and as built", () => {
      for (const [entry, conditions] of Object.entries(exports)) {
        const stem = conditions[SOURCE_CONDITION]!.slice("./src/".length, -".ts".length);
        expect(conditions, entry).toEqual({
          [SOURCE_CONDITION]: `./src/${stem}.ts`,
          types: `./dist/${stem}.d.ts`,
          default: `./dist/${stem}.js`,
        });
      }
    });

    test("what the sources offer is exported or a command, and nothing else is", () => {
      const offered = Object.values(exports).map((conditions) => conditions[SOURCE_CONDITION]!);
      const commands = bins.map((bin) => bin.replace("dist/", "src/").replace(/\.js$/, ".ts"));
      const expected = [...offered, ...commands].map((target) => posix.join(folder, target));
      expect(entriesOf(owner).toSorted()).toEqual(expected.toSorted());
    });

    test("what is built is what the sources make", () => {
      expect(expectedFiles(folder).length).toBeGreaterThan(10);
      expect(builtFiles(folder), "remove dist and build again").toEqual(expectedFiles(folder));
    });

    test("what is published exports the same, without sources", () => {
      expect(manifest.publishConfig?.exports ?? {}).toEqual(withoutSources(exports));
    });

    test("a command starts with a shebang", () => {
      for (const bin of bins)
        expect(readText(`${folder}/${bin}`)).toMatch(/^#!\/usr\/bin\/env node\n/);
    });
  },
);

test("the packages are there", () => {
  expect(publishablePackages.map(({ manifest }) => manifest.name)).toEqual(
    expect.arrayContaining([
      "@millrace/core",
      "@millrace/sqs",
      "@millrace/testkit",
      "@millrace/worker",
    ]),
  );
});

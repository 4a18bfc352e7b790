import { readFile } from "node:fs/promises";

import { checkPackage, createPackageFromTarballData, type Problem } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type PackedPackage, packPackages } from "./packed/pack-packages.ts";
import { createTemporaryFolder, type TemporaryFolder } from "./packed/temporary-folder.ts";
import { publishablePackages } from "./workspace/packages.ts";

const TIMEOUT_MS = 60_000;
/** Resolutions that the packages do not promise: they are ESM alone. As attw's profile `esm-only`. */
const NOT_PROMISED = ["node10", "node16-cjs"];

let folder: TemporaryFolder;
let packed: readonly PackedPackage[];

beforeAll(async () => {
  folder = await createTemporaryFolder();
  packed = await packPackages(folder.path);
}, TIMEOUT_MS);

afterAll(() => folder.remove());

function packedAs(name: string): PackedPackage {
  return packed.find(({ package: { manifest } }) => manifest.name === name)!;
}

function isPromised(problem: Problem): boolean {
  return !("resolutionKind" in problem && NOT_PROMISED.includes(problem.resolutionKind));
}

describe.each(publishablePackages.map(({ manifest }) => manifest.name))("%s", (name) => {
  test("has no fault that publint knows", async () => {
    const { buffer } = new Uint8Array(await readFile(packedAs(name).tarball));
    const { messages, pkg } = await publint({
      pack: { tarball: buffer },
      strict: true,
    });
    const found = messages.map((message) => formatMessage(message, pkg, { color: false }));
    expect(found).toEqual([]);
  });

  test(
    "has types that resolve as its code does",
    async () => {
      const data = new Uint8Array(await readFile(packedAs(name).tarball));
      const analysis = await checkPackage(createPackageFromTarballData(data));
      const isLibrary = packedAs(name).package.manifest.exports !== undefined;
      // A command has nothing to import, and so no types.
      expect(analysis.types !== false).toBe(isLibrary);
      if (analysis.types === false) return;
      expect(Object.keys(analysis.entrypoints).length).toBeGreaterThan(0);
      expect(analysis.problems.filter(isPromised)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test("carries its sources, what is built of them, a readme and the licence", () => {
    const { files } = packedAs(name);
    expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md", "package.json"]));
    const rest = files.filter((file) => !/^(src|dist)\//.test(file));
    expect(rest.toSorted()).toEqual(["LICENSE", "README.md", "package.json"]);
    expect(files.filter((file) => /\.tsbuildinfo$|\.test\./.test(file))).toEqual([]);
    const ofSource = files.filter((file) => /^src\/.*\.ts$/.test(file)).length;
    expect(ofSource).toBeGreaterThan(2);
    expect(files.filter((file) => /^dist\/.*\.js$/.test(file)).length).toBe(ofSource);
  });
});

test("there is something to look at", () => {
  expect(packed.length).toBeGreaterThanOrEqual(4);
});

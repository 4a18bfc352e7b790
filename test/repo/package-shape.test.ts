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

const names = publishablePackages.map(({ manifest }) => manifest.name);
/** The others are commands alone: nobody can import them. */
const libraries = publishablePackages
  .filter(({ manifest }) => manifest.exports !== undefined)
  .map(({ manifest }) => manifest.name);

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

describe.each(names)("%s", (name) => {
  test("has no fault that publint knows", async () => {
    const { buffer } = new Uint8Array(await readFile(packedAs(name).tarball));
    const { messages, pkg } = await publint({
      pack: { tarball: buffer },
      strict: true,
    });
    const found = messages.map((message) => formatMessage(message, pkg, { color: false }));
    expect(found).toEqual([]);
  });

  test("carries its sources, what is built of them, a readme and the licence", () => {
    const { files, package: owner } = packedAs(name);
    const rest = files.filter((file) => !/^(src|dist)\//.test(file));
    const named = (owner.manifest.files ?? []).filter((file) => /^[\w-]+(\.[\w-]+)+$/.test(file));
    expect(rest.toSorted()).toEqual(["LICENSE", "README.md", "package.json", ...named].toSorted());
    expect(files.filter((file) => /\.tsbuildinfo$|\.test\./.test(file))).toEqual([]);
    const ofSource = files.filter((file) => /^src\/.*\.ts$/.test(file)).length;
    expect(ofSource).toBeGreaterThan(2);
    expect(files.filter((file) => /^dist\/.*\.js$/.test(file)).length).toBe(ofSource);
  });
});

test.each(libraries)(
  "%s has types that resolve as its code does",
  async (name) => {
    const data = new Uint8Array(await readFile(packedAs(name).tarball));
    const analysis = await checkPackage(createPackageFromTarballData(data));
    if (analysis.types === false) throw new Error(`${name} has no types.`);
    expect(Object.keys(analysis.entrypoints).length).toBeGreaterThan(0);
    expect(analysis.problems.filter(isPromised)).toEqual([]);
  },
  TIMEOUT_MS,
);

test("there is something to look at", () => {
  expect(packed.length).toBeGreaterThanOrEqual(4);
  expect(libraries.length).toBeGreaterThanOrEqual(3);
});

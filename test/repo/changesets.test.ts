import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";

import { runCommand } from "./packed/run-command.ts";
import { createTemporaryFolder, type TemporaryFolder } from "./packed/temporary-folder.ts";
import { publishablePackages, workspacePackages } from "./workspace/packages.ts";
import { ROOT } from "./workspace/root.ts";
import { readText, walkFiles } from "./workspace/walk-files.ts";

const names = publishablePackages.map(({ manifest }) => manifest.name);
const changesets = walkFiles(".changeset").filter((path) => /(?<!README)\.md$/.test(path));

/** The packages a changeset names, each with its bump. */
function bumpsOf(text: string): Readonly<Record<string, string>> {
  const [, front] = /^---\n(.*?)\n---\n/s.exec(text) ?? [];
  return (front === undefined ? {} : parse(front)) as Record<string, string>;
}

/** The version that a package's changelog tells of last. */
function releasedVersion(folder: string): string | undefined {
  const path = `${folder}/CHANGELOG.md`;
  return existsSync(join(ROOT, path)) ? /^## (\S+)$/m.exec(readText(path))?.[1] : undefined;
}

let copy: TemporaryFolder;

beforeAll(async () => {
  copy = await createTemporaryFolder();
});

afterAll(() => copy.remove());

test("each publishable package has a changeset, or a changelog of its version", () => {
  const announced = new Set(changesets.flatMap((path) => Object.keys(bumpsOf(readText(path)))));
  const silent = publishablePackages.filter(
    ({ folder, manifest }) =>
      !announced.has(manifest.name) && releasedVersion(folder) !== manifest.version,
  );
  expect(silent.map(({ manifest }) => manifest.name)).toEqual([]);
  expect(names.length).toBeGreaterThanOrEqual(4);
});

test("a changeset names publishable packages, a kind of bump, and what changes", () => {
  for (const path of changesets) {
    const bumps = bumpsOf(readText(path));
    expect(names, path).toEqual(expect.arrayContaining(Object.keys(bumps)));
    for (const bump of Object.values(bumps)) expect(bump, path).toMatch(/^(major|minor|patch)$/);
    expect(
      readText(path)
        .replace(/^---.*?---/s, "")
        .trim(),
      path,
    ).not.toBe("");
  }
});

test("a release can be made, and tells of each package in its changelog", async () => {
  const inputs = [
    "package.json",
    "pnpm-workspace.yaml",
    "pnpm-lock.yaml",
    ...walkFiles(".changeset"),
    ...workspacePackages.map(({ folder }) => `${folder}/package.json`),
  ];
  for (const input of inputs) {
    await mkdir(join(copy.path, dirname(input)), { recursive: true });
    await cp(join(ROOT, input), join(copy.path, input));
  }
  const bumps = names.map((name) => `"${name}": patch\n`).join("");
  await writeFile(
    join(copy.path, ".changeset", "planted.md"),
    `---\n${bumps}---\n\nA planted change.\n`,
  );

  await runCommand("changeset", ["version"], { cwd: copy.path, timeoutMs: 20_000 });

  for (const { folder, manifest } of publishablePackages) {
    const text = await readFile(join(copy.path, folder, "package.json"), "utf8");
    const { version } = JSON.parse(text) as { version: string };
    expect(version).not.toBe(manifest.version);
    const changelog = await readFile(join(copy.path, folder, "CHANGELOG.md"), "utf8");
    expect(changelog).toContain(`## ${version}\n`);
    expect(changelog).toContain("A planted change.");
  }
});

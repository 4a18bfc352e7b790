import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { ROOT } from "./root.ts";
import { readText } from "./walk-files.ts";

/** What an entry of `exports` leads to, by condition. */
export type Exports = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What the tests read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly files?: readonly string[];
  readonly exports?: Exports;
  readonly bin?: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly exports?: Exports };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, object>>;
}

export interface WorkspacePackage {
  /** From the root, such as `packages/core`. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** The tag in its turbo.json: what kind of package it is. */
  readonly role: string;
}

export const workspacePackages: readonly WorkspacePackage[] = readPackages();

/** What is published; the others are for this repository alone. */
export const publishablePackages: readonly WorkspacePackage[] = workspacePackages.filter(
  ({ manifest }) => manifest.private !== true,
);

function readPackages(): WorkspacePackage[] {
  const { packages } = parse(readText("pnpm-workspace.yaml")) as { packages: readonly string[] };
  return packages
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .filter((folder) => existsSync(join(ROOT, folder, "package.json")))
    .sort()
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readText(`${folder}/package.json`)) as Manifest,
      role: roleOf(folder),
    }));
}

function roleOf(folder: string): string {
  const { tags = [] } = JSON.parse(readText(`${folder}/turbo.json`)) as {
    tags?: readonly string[];
  };
  const [role, ...rest] = tags;
  if (role === undefined || rest.length > 0) {
    throw new Error(
      `${folder}/turbo.json must have one tag, which says what kind of package it is.`,
    );
  }
  return role;
}

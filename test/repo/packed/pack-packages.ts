import { join } from "node:path";

import { publishablePackages, type WorkspacePackage } from "../workspace/packages.ts";
import { ROOT } from "../workspace/root.ts";
import { runCommand } from "./run-command.ts";

/** A package as it would be published. */
export interface PackedPackage {
  readonly package: WorkspacePackage;
  /** The tarball, an absolute path. */
  readonly tarball: string;
  /** Files in it, as paths in the package. */
  readonly files: readonly string[];
}

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Packs every publishable package into a folder, as publishing does. */
export async function packPackages(folder: string): Promise<readonly PackedPackage[]> {
  const packed: PackedPackage[] = [];
  // One after the other: each takes a second, and the machine may have two cores.
  for (const owner of publishablePackages) {
    const cwd = join(ROOT, owner.folder);
    const args = ["pack", "--json", "--pack-destination", folder];
    const report = JSON.parse(
      await runCommand("pnpm", args, { cwd, timeoutMs: 30_000 }),
    ) as PackReport;
    packed.push({
      package: owner,
      tarball: join(folder, report.filename.split("/").at(-1)!),
      files: report.files.map((file) => file.path),
    });
  }
  return packed;
}

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";
import { canPin } from "./pinned-node.ts";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly pinned: boolean;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    pinned: canPin(),
  };
}

/** The installed version of each package, as seen from the file that asks. */
export function readVersions(
  names: readonly string[],
  from: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, readVersion(name, from)]));
}

function readVersion(name: string, from: string): string {
  const path = findPackageJSON(name, from);
  if (path === undefined) throw new Error(`${name} is not installed beside the benchmark`);
  return String((JSON.parse(readFileSync(path, "utf8")) as { readonly version: unknown }).version);
}

/** The commit that is measured; a plus sign when the checkout has changes on top of it. */
export function readCommit(): string {
  try {
    const commit = execFileSync("git", ["rev-parse", "--short=12", "HEAD"], {
      encoding: "utf8",
    }).trim();
    const changes = execFileSync("git", ["status", "--porcelain", "--untracked-files=no"], {
      encoding: "utf8",
    });
    return changes.trim() === "" ? commit : `${commit}+`;
  } catch {
    return "unknown";
  }
}

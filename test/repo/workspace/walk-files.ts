import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

import { ROOT } from "./root.ts";

/** What is made, fetched or kept by tools; nothing of it is in the repository. */
const LEFT_OUT = new Set(["node_modules", "dist", "coverage", "test-results", ".git", ".turbo"]);
const LEFT_OUT_ENDINGS = [".log", ".tsbuildinfo"];

/** Files under a folder of the repository, as paths from its root with forward slashes, sorted. */
export function walkFiles(folder = "."): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !LEFT_OUT.has(entry.name) && !isLeftOut(entry.name))
    .flatMap((entry) => {
      const path = relative(ROOT, join(ROOT, folder, entry.name))
        .split(sep)
        .join("/");
      if (entry.isDirectory()) return walkFiles(path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

/** The text of a file of the repository. */
export function readText(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

function isLeftOut(name: string): boolean {
  return LEFT_OUT_ENDINGS.some((ending) => name.endsWith(ending)) || /^\.env(\.|$)/.test(name);
}

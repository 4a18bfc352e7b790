import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.mjs";

const FOLDERS_OF_PACKAGES = ["packages", "apps"];
const SINGLE_PACKAGES = ["engines", "examples", "benchmarks", "test/repo"];

/** Folders of the workspace's packages, as in pnpm-workspace.yaml. */
export function packageFolders() {
  const children = FOLDERS_OF_PACKAGES.flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
  );
  return [...children, ...SINGLE_PACKAGES].filter((folder) =>
    existsSync(join(ROOT, folder, "package.json")),
  );
}

/** Those of them that are built into `dist`. */
export function builtFolders() {
  return packageFolders().filter((folder) =>
    FOLDERS_OF_PACKAGES.some((parent) => folder.startsWith(`${parent}/`)),
  );
}

/** All files under a folder of the repository. */
export function filesUnder(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort();
}

/** One value for the names and contents of these files of the repository. */
export function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    const path = join(ROOT, file);
    hash
      .update(`${file}\0`)
      .update(existsSync(path) ? readFileSync(path) : "absent")
      .update("\0");
  }
  return hash.digest("hex");
}

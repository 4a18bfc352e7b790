import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.mjs";

/** The Node that the lockfile brings, else this one where it is new enough for the repository's TypeScript. */
export function repositoryNode() {
  const own = join(ROOT, "node_modules", ".bin", "node");
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  throw new Error(
    `There is no packaged Node for ${process.platform}-${process.arch}; run this with Node 24 or newer (this is ${process.version}).`,
  );
}

import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";

import type { HandlerName } from "./handler-name.ts";

/** In the order in which Lambda's Node.js runtime looks. */
const lambdaEndings = ["", ".js", ".mjs", ".cjs"];
/** Millrace's own, after Lambda's: an existing project behaves as there. */
export const typeScriptEndings: readonly string[] = [".ts", ".mts", ".cts"];

/**
 * The file of a handler's module: beside others of its name first what Lambda takes, then a package
 * of that name, then TypeScript.
 * @returns undefined when there is none.
 */
export function findModule(name: HandlerName, root: string): string | undefined {
  const folder = resolve(root, name.folder);
  const stem = join(folder, name.module);
  return (
    firstFile(stem, lambdaEndings) ??
    findPackage(`${name.folder}${name.module}`, root, folder) ??
    firstFile(stem, typeScriptEndings)
  );
}

function firstFile(stem: string, endings: readonly string[]): string | undefined {
  return endings
    .map((ending) => `${stem}${ending}`)
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}

function findPackage(name: string, root: string, folder: string): string | undefined {
  try {
    const file = createRequire(join(root, "noop.js")).resolve(name, { paths: [root, folder] });
    // Node's own modules have no file: a handler in events.ts is not `node:events`.
    return isAbsolute(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

import { existsSync, readFileSync } from "node:fs";
import { type LoadFnOutput, type ResolveFnOutput, registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { elideTypeImports } from "./elide-type-imports.ts";
import { findEsbuild, type Transform } from "./find-esbuild.ts";

const typeScript = /\.[mc]?ts$/;
/** What a TypeScript file may write for another one: nothing, or the ending of what it is compiled to. */
const sourceEndings: Readonly<Record<string, readonly string[]>> = {
  "": [".ts", "/index.ts"],
  ".js": [".ts"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

let registered = false;

/**
 * From now on, TypeScript can be imported in this process: translated by esbuild where that is
 * installed, otherwise by Node's own type stripping, which leaves a few things out. Idempotent.
 *
 * @param file esbuild is looked for from its folder first.
 */
export function registerTypeScript(file: string): void {
  if (registered) return;
  registered = true;
  const transform = findEsbuild(file);
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        const source = findSource(specifier, context.parentURL);
        if (source === undefined) throw error;
        return nextResolve(source, context);
      }
    },
    load: (url, context, nextLoad): LoadFnOutput => {
      if (!url.startsWith("file:") || !typeScript.test(url)) return nextLoad(url, context);
      if (transform !== undefined) return translate(url, transform);
      const loaded = nextLoad(url, context);
      const { source } = loaded;
      return source === undefined || source === null
        ? loaded
        : { ...loaded, source: elideTypeImports(textOf(source)) };
    },
  });
}

function findSource(
  specifier: string,
  parent: string | undefined,
): ResolveFnOutput["url"] | undefined {
  if (parent === undefined || !typeScript.test(parent) || !/^\.{0,2}\//.test(specifier)) return;
  const ending = /\.[mc]?js$/.exec(specifier)?.[0] ?? "";
  const stem = ending === "" ? specifier : specifier.slice(0, -ending.length);
  return (sourceEndings[ending] ?? [])
    .map((candidate) => new URL(`${stem}${candidate}`, parent))
    .find((url) => existsSync(url))?.href;
}

function translate(url: string, transform: Transform): LoadFnOutput {
  const file = fileURLToPath(url);
  const isCommonJs = file.endsWith(".cts") || (file.endsWith(".ts") && isTyped(file, "commonjs"));
  return {
    format: isCommonJs ? "commonjs" : "module",
    source: transform(readFileSync(file, "utf8"), file, isCommonJs ? "cjs" : "esm"),
    shortCircuit: true,
  };
}

/** The nearest package.json counts, as for Node itself. */
function isTyped(file: string, type: string): boolean {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest))
      return (JSON.parse(readFileSync(manifest, "utf8")) as { type?: string }).type === type;
    if (folder === dirname(folder)) return false;
  }
}

function textOf(source: NonNullable<LoadFnOutput["source"]>): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}

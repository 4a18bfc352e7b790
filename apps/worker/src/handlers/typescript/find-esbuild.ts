import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Makes JavaScript of a TypeScript file's text. */
export type Transform = (text: string, file: string, format: "esm" | "cjs") => string;

interface Esbuild {
  transformSync(
    text: string,
    options: {
      readonly loader: "ts";
      readonly format: "esm" | "cjs";
      readonly sourcefile: string;
      readonly sourcemap: "inline";
      readonly target: string;
    },
  ): { readonly code: string };
}

/** esbuild is an optional peer: the application's own, or one beside the worker. */
export function findEsbuild(file: string): Transform | undefined {
  const esbuild = load(file) ?? load(fileURLToPath(import.meta.url));
  if (esbuild === undefined) return undefined;
  return (text, sourcefile, format) =>
    esbuild.transformSync(text, {
      loader: "ts",
      format,
      sourcefile,
      sourcemap: "inline",
      target: `node${process.versions.node}`,
    }).code;
}

function load(from: string): Esbuild | undefined {
  try {
    return createRequire(from)("esbuild") as Esbuild;
  } catch {
    return undefined;
  }
}

import { extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import type { Handler } from "@millrace/core";
import { describeError } from "@millrace/core/connector";

import { installAwslambda } from "./awslambda.ts";
import { findModule, typeScriptEndings } from "./find-module.ts";
import { HandlerLoadError } from "./handler-load-error.ts";
import { type HandlerName, parseHandlerName } from "./handler-name.ts";
import { collectStream, isStreaming } from "./streaming-handler.ts";
import { explainTypeScript } from "./typescript/explain-typescript.ts";
import { registerTypeScript } from "./typescript/register-typescript.ts";

/**
 * Loads a handler by its string, as Lambda's Node.js runtime does, and from TypeScript too.
 *
 * @param root the folder that stands for Lambda's task root: that of the configuration file.
 * @throws HandlerLoadError.
 */
export async function loadHandler(handlerString: string, root: string): Promise<Handler> {
  const name = parseHandlerName(handlerString);
  const file = findModule(name, root);
  if (file === undefined) {
    const module = join(resolve(root, name.folder), name.module);
    throw new HandlerLoadError(
      "Runtime.ImportModuleError",
      `Error: Cannot find module '${name.module}'`,
      { hint: `Looked for ${module} with .js, .mjs, .cjs, .ts, .mts, .cts, and for a package` },
    );
  }
  installAwslambda();
  return pickExport(await importModule(file), name, handlerString);
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  const isTypeScript = typeScriptEndings.includes(extname(file));
  if (isTypeScript) registerTypeScript(file);
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    const hint = isTypeScript ? explainTypeScript(error) : undefined;
    throw new HandlerLoadError(typeOf(error), textOf(error), { hint, cause: error });
  }
}

function typeOf(error: unknown): string {
  if (error instanceof SyntaxError) return "Runtime.UserCodeSyntaxError";
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as NodeJS.ErrnoException;
  return code === "MODULE_NOT_FOUND" ? "Runtime.ImportModuleError" : error.name;
}

/** The first line: what follows are stacks and paths of the loader. */
function textOf(error: unknown): string {
  const [line = ""] = describeError(error).split("\n");
  return error instanceof SyntaxError ? `SyntaxError: ${line}` : line;
}

/** Looks on the namespace, then on `default`: `import()` of CommonJS puts its exports there. */
function pickExport(
  namespace: Record<string, unknown>,
  name: HandlerName,
  handlerString: string,
): Handler {
  const path = name.exportPath;
  const found = walk(namespace, path) ?? walk(namespace["default"], path);
  if (found === undefined || found === null) {
    throw new HandlerLoadError(
      "Runtime.HandlerNotFound",
      `${handlerString} is undefined or not exported`,
      { hint: `Exported are: ${Object.keys(namespace).join(", ") || "nothing"}` },
    );
  }
  if (typeof found !== "function") {
    throw new HandlerLoadError("Runtime.HandlerNotFound", `${handlerString} is not a function`);
  }
  return isStreaming(found) ? collectStream(found, handlerString) : (found as Handler);
}

function walk(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      inner === undefined || inner === null ? undefined : (inner as Record<string, unknown>)[part],
    value,
  );
}

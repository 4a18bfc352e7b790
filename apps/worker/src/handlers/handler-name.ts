import { HandlerLoadError } from "./handler-load-error.ts";

/** The parts of Lambda's handler string `folder/module.export`. */
export interface HandlerName {
  /** Relative to the root, or absolute; empty for the root itself. */
  readonly folder: string;
  /** The file's name up to its first dot. */
  readonly module: string;
  /** What is after that dot; its own dots lead into objects. */
  readonly exportPath: readonly string[];
}

/**
 * Splits a handler string as Lambda's Node.js runtime does.
 * Source: aws-lambda-nodejs-runtime-interface-client 4, UserFunction.
 * @throws HandlerLoadError Runtime.MalformedHandlerName.
 */
export function parseHandlerName(handler: string): HandlerName {
  if (handler.includes("..")) {
    throw new HandlerLoadError(
      "Runtime.MalformedHandlerName",
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const lastSlash = handler.lastIndexOf("/");
  const folder = lastSlash === -1 ? "" : handler.slice(0, lastSlash + 1);
  const parts = /^([^.]*)\.(.+)$/.exec(handler.slice(lastSlash + 1));
  const [, module = "", exportPath = ""] = parts ?? [];
  if (parts === null || module === "") {
    throw new HandlerLoadError("Runtime.MalformedHandlerName", "Bad handler", {
      hint: "A handler string is the module without its ending, a dot, the export: ./handlers/orders.handler",
    });
  }
  return { folder, module, exportPath: exportPath.split(".") };
}

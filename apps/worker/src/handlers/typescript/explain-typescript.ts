/** What Node's type stripping cannot do, by the code of its error. */
const beyondStripping = [
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
  "ERR_INVALID_TYPESCRIPT_SYNTAX",
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNKNOWN_FILE_EXTENSION",
];

/** What to do about a TypeScript handler that does not load; undefined when it is the handler's own error. */
export function explainTypeScript(error: unknown): string | undefined {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined || !beyondStripping.includes(code)) return undefined;
  return "Install esbuild (npm install esbuild), or build first and name the built file";
}

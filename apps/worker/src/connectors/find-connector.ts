import { readFileSync } from "node:fs";
import { createRequire, findPackageJSON } from "node:module";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { type Connector, describeError } from "@millrace/core/connector";

/** Why there is no connector, in words for whoever wrote its name. */
export class ConnectorNotFound extends Error {
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.name = "ConnectorNotFound";
    this.hint = hint;
  }
}

const ownScope = "@millrace/";
/** As npm allows them; anything else would be a path or a URL. */
const packageName = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const here = dirname(fileURLToPath(import.meta.url));

/**
 * The connector of a name under `source:`. A name without a scope is first looked for among the
 * packages of Millrace, then as it is; each from the configuration file's folder, then from the worker's own.
 *
 * @throws ConnectorNotFound when there is no such package, or it is no connector.
 */
export async function findConnector(name: string, folder: string): Promise<Connector> {
  if (!packageName.test(name)) {
    throw new ConnectorNotFound(
      `names no package`,
      "Name a connector of Millrace, or a package that is one, such as @acme/millrace-nats",
    );
  }
  const candidates = name.startsWith("@") ? [name] : [`${ownScope}${name}`, name];
  for (const candidate of candidates) {
    const file = resolveFrom(folder, candidate) ?? resolveFrom(here, candidate);
    if (file !== undefined) return importConnector(candidate, file);
  }
  throw new ConnectorNotFound(
    `names a connector that is not installed: there is no package ${candidates.join(" or ")}`,
    `Check the spelling, or install it: npm install ${candidates[0] ?? name}`,
  );
}

async function importConnector(name: string, file: string): Promise<Connector> {
  let exported: { readonly connector?: unknown };
  try {
    exported = (await import(pathToFileURL(file).href)) as typeof exported;
  } catch (cause) {
    throw new ConnectorNotFound(
      `names the package ${name}, which cannot be loaded: ${describeError(cause)}`,
      "Install it anew, or report this to its authors",
      cause,
    );
  }
  if (isConnector(exported.connector)) return exported.connector;
  throw new ConnectorNotFound(
    `names the package ${name}, which is no connector of Millrace`,
    "A connector exports `connector`, with name, optionsSchema and create",
  );
}

function resolveFrom(folder: string, name: string): string | undefined {
  const base = join(folder, "noop.js");
  try {
    const file = createRequire(base).resolve(name);
    // Node's own modules have no file.
    return isAbsolute(file) ? file : undefined;
  } catch (error) {
    // The package is there, for `import` alone: `require.resolve` does not look at that.
    if ((error as NodeJS.ErrnoException).code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") return undefined;
    return importEntry(name, base);
  }
}

function importEntry(name: string, base: string): string | undefined {
  const manifest = findPackageJSON(name, pathToFileURL(base));
  if (manifest === undefined) return undefined;
  const { exports } = JSON.parse(readFileSync(manifest, "utf8")) as { exports?: unknown };
  const main = get(exports, ".") ?? exports;
  const target = get(main, "import") ?? get(main, "default");
  const file =
    typeof target === "string" ? target : (get(target, "default") ?? get(target, "node"));
  return typeof file === "string" ? join(dirname(manifest), file) : undefined;
}

function get(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** By shape: a package may come with another copy of core. */
function isConnector(value: unknown): value is Connector {
  if (typeof value !== "object" || value === null) return false;
  const { name, optionsSchema, create } = value as Partial<Connector>;
  return (
    typeof name === "string" &&
    typeof optionsSchema?.safeParse === "function" &&
    typeof create === "function"
  );
}

import { posix } from "node:path";

import type { WorkspacePackage } from "../workspace/packages.ts";
import type { SourceImport } from "./read-imports.ts";
import type { SourceFile } from "./source-files.ts";

/** A rule of DESIGN.md about who may import whom. */
export interface ImportRule {
  readonly name: string;
  appliesTo(file: SourceFile): boolean;
  /** @returns what is wrong with the import, or undefined. */
  refuse(file: SourceFile, found: SourceImport): string | undefined;
}

/** The layers of core, from the first to the last; the entries, which lie beside the folders, come after them. */
const CORE_LAYERS = ["base", "model", "contracts", "rules", "parts", "engine"];
const CORE_ENTRIES = ["@millrace/core", "@millrace/core/connector"];
const CORE_DEPENDENCIES = ["p-limit", "zod", "@opentelemetry/api"];
const VENDOR_ROLES = ["connector", "store"];

export const importRules: readonly ImportRule[] = [
  {
    name: "core imports Node's own modules, p-limit, zod and @opentelemetry/api",
    appliesTo: (file) => file.isSource && file.package.role === "core",
    refuse: (_, { specifier }) =>
      isRelative(specifier) || isNode(specifier) || CORE_DEPENDENCIES.includes(specifier)
        ? undefined
        : "is none of them",
  },
  {
    name: `core's layers: ${CORE_LAYERS.join(" -> ")} -> entries`,
    appliesTo: (file) => file.isSource && file.package.role === "core",
    refuse: (file, { specifier }) => {
      if (!isRelative(specifier)) return undefined;
      const target = resolveImport(file, specifier);
      return layerOf(target) > layerOf(file.path) ? `${target} is of a later layer` : undefined;
    },
  },
  {
    name: "a relative import stays in its package and names a file with its ending",
    appliesTo: () => true,
    refuse: (file, { specifier }) => {
      if (!isRelative(specifier)) return undefined;
      const target = resolveImport(file, specifier);
      if (!target.startsWith(`${file.package.folder}/`)) return `${target} is another package's`;
      return /\.(ts|mts|mjs|json)$/.test(specifier)
        ? undefined
        : "has no ending, or not the source's";
    },
  },
  {
    name: "a connector or store imports core's entries, its own SDK, zod and types",
    appliesTo: (file) => file.isSource && VENDOR_ROLES.includes(file.package.role),
    refuse: (file, { specifier, typeOnly }) => {
      if (isRelative(specifier) || isNode(specifier) || specifier === "zod") return undefined;
      if (CORE_ENTRIES.includes(specifier) || isSdk(file, specifier)) return undefined;
      if (typeOnly && hasTypesFor(file, specifier)) return undefined;
      return "is none of them";
    },
  },
  {
    name: "only client.ts of a connector or store runs its SDK",
    appliesTo: (file) =>
      file.isSource && VENDOR_ROLES.includes(file.package.role) && !isClient(file),
    refuse: (file, { specifier, typeOnly }) =>
      !typeOnly && isSdk(file, specifier) ? "runs the SDK" : undefined,
  },
  {
    name: "the testkit imports core, and what its users bring",
    appliesTo: (file) => file.isSource && file.package.role === "testkit",
    refuse: (file, { specifier }) =>
      isRelative(specifier) ||
      isNode(specifier) ||
      CORE_ENTRIES.includes(specifier) ||
      packageOf(specifier) in (file.package.manifest.peerDependencies ?? {})
        ? undefined
        : "is neither",
  },
  {
    name: "nothing that is shipped imports the testkit or the engines",
    appliesTo: (file) => file.isSource && file.package.manifest.private !== true,
    refuse: (_, { specifier }) =>
      ["@millrace/testkit", "@millrace/engines"].includes(packageOf(specifier))
        ? "is for tests"
        : undefined,
  },
  {
    name: "only examples import an application",
    appliesTo: (file) => file.package.role !== "leaf",
    refuse: (_, { specifier }) =>
      ["@millrace/worker", "@millrace/examples", "@millrace/benchmarks"].includes(
        packageOf(specifier),
      )
        ? "is an application"
        : undefined,
  },
];

/** What every file does against every rule, one line each. */
export function findViolations(files: readonly SourceFile[]): readonly string[] {
  return importRules.flatMap((rule) =>
    files
      .filter((file) => rule.appliesTo(file))
      .flatMap((file) =>
        file.imports.flatMap((found) => {
          const problem = rule.refuse(file, found);
          return problem === undefined
            ? []
            : [`${file.path} imports ${found.specifier}, which ${problem} (${rule.name})`];
        }),
      ),
  );
}

/** True when a file loads an SDK of its package at run time. */
export function runsSdk(file: SourceFile): boolean {
  return file.imports.some(({ specifier, typeOnly }) => !typeOnly && isSdk(file, specifier));
}

/** `@scope/name` or `name` of a specifier. */
export function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith(".");
}

function isNode(specifier: string): boolean {
  return specifier.startsWith("node:");
}

function isClient(file: SourceFile): boolean {
  return file.path === `${file.package.folder}/src/client.ts`;
}

function resolveImport(file: SourceFile, specifier: string): string {
  return posix.join(posix.dirname(file.path), specifier);
}

function layerOf(path: string): number {
  const [, layer] = /^packages\/core\/src\/([^/]+)\//.exec(path) ?? [];
  const index = layer === undefined ? -1 : CORE_LAYERS.indexOf(layer);
  if (layer !== undefined && index === -1) {
    throw new Error(`${path}: core has no layer ${layer}; it has ${CORE_LAYERS.join(", ")}.`);
  }
  return index === -1 ? CORE_LAYERS.length : index;
}

/** True when a package depends on an SDK; a store may do with what Node has. */
export function hasSdk({ manifest }: WorkspacePackage): boolean {
  return Object.keys(manifest.dependencies ?? {}).some(isSdkName);
}

function isSdk(file: SourceFile, specifier: string): boolean {
  const name = packageOf(specifier);
  return isSdkName(name) && name in (file.package.manifest.dependencies ?? {});
}

/** The SDK of a connector is what it depends on beside Millrace, zod and types. */
function isSdkName(name: string): boolean {
  return !name.startsWith("@millrace/") && !name.startsWith("@types/") && name !== "zod";
}

function hasTypesFor(file: SourceFile, specifier: string): boolean {
  return `@types/${packageOf(specifier)}` in (file.package.manifest.dependencies ?? {});
}

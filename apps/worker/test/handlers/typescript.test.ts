import { join } from "node:path";

import { version } from "esbuild";
import { describe, expect, test } from "vitest";

import { elideTypeImports } from "../../src/handlers/typescript/elide-type-imports.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { typeScriptFiles } from "./handler-files.ts";
import { loadInNode } from "./load-in-node.ts";

/** With `"type": "module"`, as a project of today has it. */
const manifest = { "package.json": '{ "type": "module" }' };
/** Makes `require("esbuild")` fail, as where it is not installed. */
const withoutEsbuild = ["--import", join(import.meta.dirname, "hide-esbuild.mjs")];

describe("a TypeScript handler", () => {
  test("with AWS's idioms loads with esbuild, enums and all", async () => {
    expect(version, "esbuild is here").toMatch(/^0\./);
    const loaded = await loadInNode(temporaryFolder({ ...manifest, ...typeScriptFiles }), [
      "sample.handler",
      "enums.handler",
      "module.handler",
      "common.handler",
    ]);
    expect(loaded).toEqual({
      "sample.handler": { answer: "hello part" },
      "enums.handler": { answer: "yes" },
      "module.handler": { answer: "mts" },
      "common.handler": { answer: "cts" },
    });
  });

  test("with AWS's idioms loads without esbuild too", async () => {
    const loaded = await loadInNode(
      temporaryFolder({ ...manifest, ...typeScriptFiles }),
      ["sample.handler", "module.handler", "common.handler"],
      withoutEsbuild,
    );
    expect(loaded).toEqual({
      "sample.handler": { answer: "hello part" },
      "module.handler": { answer: "mts" },
      "common.handler": { answer: "cts" },
    });
  });

  test("that needs more than stripping is told about esbuild", async () => {
    const loaded = await loadInNode(
      temporaryFolder({ ...manifest, ...typeScriptFiles }),
      ["enums.handler"],
      withoutEsbuild,
    );
    expect(loaded["enums.handler"]).toMatchObject({
      code: "MILLRACE_HANDLER_LOAD",
      hint: "Install esbuild (npm install esbuild), or build first and name the built file",
    });
  });

  test("loads from a folder without a package.json", async () => {
    const folder = temporaryFolder(typeScriptFiles);
    const loaded = await loadInNode(folder, ["sample.handler"]);
    expect(loaded["sample.handler"]).toEqual({ answer: "hello part" });
  });
});

describe("imports of Lambda's types", () => {
  test.each([
    ['import { SQSEvent } from "aws-lambda";', 'import type { SQSEvent } from "aws-lambda";'],
    ["import Lambda from 'aws-lambda';", "import type Lambda from 'aws-lambda';"],
    [
      'import {\n  SQSEvent,\n  SQSRecord,\n} from "aws-lambda";',
      'import type {\n  SQSEvent,\n  SQSRecord,\n} from "aws-lambda";',
    ],
  ])("%j become imports of types", (text, expected) => {
    expect(elideTypeImports(text)).toBe(expected);
  });

  test.each([
    'import type { SQSEvent } from "aws-lambda";',
    'import { send } from "aws-lambda-tools";',
    'const text = `import it from "aws-lambda"`;',
    'import "aws-lambda";',
  ])("%j stays", (text) => {
    expect(elideTypeImports(text)).toBe(text);
  });
});

import { parseSync, Visitor } from "oxc-parser";
import { expect, test } from "vitest";

import { workspacePackages } from "./workspace/packages.ts";
import { readText, walkFiles } from "./workspace/walk-files.ts";

/** Package names and short names of the connectors: what the worker finds at run time. */
const names = workspacePackages
  .filter(({ role }) => role === "connector")
  .flatMap(({ folder, manifest }) => [manifest.name, folder.slice("packages/".length)]);

const files = walkFiles("apps/worker/src").filter((path) => path.endsWith(".ts"));

/** Every text and every name in a file's code; comments and longer texts may speak of connectors. */
function wordsOf(path: string, text: string): readonly string[] {
  const words: string[] = [];
  new Visitor({
    Literal: ({ value }) => void (typeof value === "string" && words.push(value)),
    TemplateElement: ({ value }) => void words.push(value.raw),
    Identifier: ({ name }) => void words.push(name),
  }).visit(parseSync(path, text).program);
  return words;
}

test("the worker's source names no connector", () => {
  const named = files.flatMap((path) =>
    wordsOf(path, readText(path))
      .filter((word) => names.includes(word))
      .map((word) => `${path} names ${word}`),
  );
  expect(named).toEqual([]);
});

test("there are connectors and a worker to look at", () => {
  expect(names).toContain("@millrace/sqs");
  expect(files.length).toBeGreaterThan(10);
  expect(files.flatMap((path) => wordsOf(path, readText(path))).length).toBeGreaterThan(500);
});

test.each([
  'if (name === "sqs") connect();',
  'const connector = await import("@millrace/sqs");',
  "const known = { sqs: load };",
  "const known = `@millrace/sqs`;",
])("a name is found in: %s", (line) => {
  expect(wordsOf("planted.ts", line).some((word) => names.includes(word))).toBe(true);
});

import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, test } from "vitest";

import { type Markdown, readMarkdown } from "./text/markdown.ts";
import { publishablePackages } from "./workspace/packages.ts";
import { ROOT } from "./workspace/root.ts";
import { readText, walkFiles } from "./workspace/walk-files.ts";

const LONGEST_README = 180;
/** In backquotes: from the root, or from core's sources. `NAME` stands for a name yet to be given. */
const PATH =
  /`((?:packages|apps|engines|scripts|docs|base|model|contracts|rules|parts|engine|test\/repo)\/[\w./-]+)`/g;
const RUN = /\bnpm (?:run (?:-s )?([\w:.-]+)|(start|test))\b/g;

const files = walkFiles().filter((path) => path.endsWith(".md"));
const read = new Map<string, Markdown>(files.map((path) => [path, readMarkdown(readText(path))]));

/** @returns what is wrong with a link, or undefined. */
function brokenLink(from: string, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? from : posix.join(posix.dirname(from), file);
  if (!existsSync(join(ROOT, path))) return `${target}: there is no such file`;
  if (anchor === undefined || read.get(path)?.anchors.has(anchor) !== false) return undefined;
  return `${target}: there is no such heading`;
}

describe("the documentation", () => {
  test("links to files and headings that exist", () => {
    const broken = [...read].flatMap(([path, { links }]) =>
      links.flatMap(({ target, line }) => {
        const problem = brokenLink(path, target);
        return problem === undefined ? [] : [`${path}:${line} ${problem}`];
      }),
    );
    expect(broken).toEqual([]);
    expect([...read.values()].flatMap(({ links }) => links).length).toBeGreaterThan(40);
  });

  test("names files and folders that exist", () => {
    const named = files.flatMap((path) =>
      [...readText(path).matchAll(PATH)]
        .map(([, name]) => ({ path, name: name! }))
        .filter(({ name }) => !name.includes("NAME")),
    );
    const missing = named.filter(
      ({ name }) => ![name, `packages/core/src/${name}`].some((one) => existsSync(join(ROOT, one))),
    );
    expect(missing).toEqual([]);
    expect(named.length).toBeGreaterThan(30);
  });

  test("speaks of commands that exist", () => {
    const { scripts } = JSON.parse(readText("package.json")) as { scripts: Record<string, string> };
    const named = files.flatMap((path) =>
      [...readText(path).matchAll(RUN)].map(([, run, short]) => run ?? short!),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(new Set(named).size).toBeGreaterThan(3);
  });

  test("has a page for each subject", () => {
    expect(files).toEqual(
      expect.arrayContaining([
        "CONTRIBUTING.md",
        "README.md",
        "SECURITY.md",
        "docs/design.md",
        "docs/errors.md",
        "docs/getting-started.md",
        "docs/glossary.md",
        "docs/implementing-a-connector.md",
        "docs/mapping-options.md",
        "docs/worker.md",
        ...publishablePackages.map(({ folder }) => `${folder}/README.md`),
      ]),
    );
  });

  test("is reachable from the README", () => {
    const reached = new Set(["README.md"]);
    for (const path of reached) {
      for (const { target } of read.get(path)?.links ?? []) {
        if (!/^[a-z]+:/.test(target))
          reached.add(posix.join(posix.dirname(path), target.replace(/#.*/, "")));
      }
    }
    const pages = files.filter((path) => path.startsWith("docs/"));
    expect(pages.length).toBeGreaterThan(8);
    expect(pages.filter((path) => !reached.has(path))).toEqual([]);
  });
});

test(`the README has at most ${LONGEST_README} lines`, () => {
  const lines = readText("README.md").trimEnd().split("\n").length;
  expect(lines).toBeGreaterThan(60);
  expect(lines).toBeLessThanOrEqual(LONGEST_README);
});

describe("readMarkdown", () => {
  test("reads blocks with their marks and lines", () => {
    const { blocks } = readMarkdown("# A\n\n```ts file=a.ts\nconst a = 1;\n```\n");
    const block = { language: "ts", marks: ["file=a.ts"], line: 4, text: "const a = 1;" };
    expect(blocks).toEqual([block]);
  });

  test("reads links outside of code, and headings as GitHub names them", () => {
    const text = "# A `b`: C\n\n[d](e.md#f) and `[g](h)`\n\n```md\n[i](j)\n# K\n```\n# A b c\n";
    const { links, anchors } = readMarkdown(text);
    expect(links).toEqual([{ target: "e.md#f", line: 3 }]);
    expect([...anchors]).toEqual(["a-b-c", "a-b-c-1"]);
  });

  test("refuses a block that does not end", () => {
    expect(() => readMarkdown("```ts\nconst a = 1;\n")).toThrow("not closed");
  });

  test("finds links that lead nowhere", () => {
    expect(brokenLink("README.md", "docs/none.md")).toContain("no such file");
    expect(brokenLink("SECURITY.md", "#none")).toContain("no such heading");
    expect(brokenLink("SECURITY.md", "#reporting")).toBeUndefined();
  });
});

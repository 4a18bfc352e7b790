import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";

import { checkConfig } from "./snippets/check-config.ts";
import { checkTypes } from "./snippets/check-types.ts";
import { extractSnippets } from "./snippets/extract-snippets.ts";
import { readMarkdown } from "./text/markdown.ts";
import { readText, walkFiles } from "./workspace/walk-files.ts";

const TIMEOUT_MS = 90_000;
const PAGE = /^(README\.md|docs\/.*\.md|(packages|apps)\/[^/]+\/README\.md)$/;

/** What the pages may import: each has to be where their programs are checked. */
const IMPORTABLE = [
  import.meta.resolve("@millrace/checkpoint-dynamodb"),
  import.meta.resolve("@millrace/checkpoint-sqlite"),
  import.meta.resolve("@millrace/core"),
  import.meta.resolve("@millrace/core/connector"),
  import.meta.resolve("@millrace/dynamodb-streams"),
  import.meta.resolve("@millrace/sqs"),
  import.meta.resolve("@millrace/testkit"),
  import.meta.resolve("@millrace/worker"),
  import.meta.resolve("@opentelemetry/api"),
  import.meta.resolve("@types/aws-lambda/package.json"),
  import.meta.resolve("zod"),
];

const pages = walkFiles().filter((path) => PAGE.test(path));
const snippets = pages.flatMap((page) => extractSnippets(page, readText(page)));

describe("the code on the pages", () => {
  test(
    "type-checks against the workspace",
    async () => {
      expect(snippets.length).toBeGreaterThan(12);
      expect(IMPORTABLE.every((url) => url.startsWith("file:"))).toBe(true);
      expect(await checkTypes(snippets)).toBe("");
    },
    TIMEOUT_MS,
  );

  test("comes from many pages", () => {
    expect(pages.length).toBeGreaterThan(12);
    const first = extractSnippets("README.md", readText("README.md"));
    expect(first.length).toBeGreaterThan(0);
  });

  test("is JSON where it says so", () => {
    const blocks = pages.flatMap((page) =>
      readMarkdown(readText(page))
        .blocks.filter(({ language }) => language === "json")
        .map(({ text, line }) => ({ where: `${page}:${line}`, text })),
    );
    expect(blocks.length).toBeGreaterThan(0);
    for (const { where, text } of blocks)
      expect(() => JSON.parse(text) as unknown, where).not.toThrow();
  });
});

describe("a configuration on a page", () => {
  const blocks = pages.flatMap((page) =>
    readMarkdown(readText(page))
      .blocks.filter(({ language }) => language === "yaml")
      .map(({ text, line }) => ({ where: `${page}:${line}`, text })),
  );
  const whole = blocks.filter(({ text }) => /^mappings:/m.test(text));

  test("is YAML", () => {
    for (const { where, text } of blocks) expect(parseDocument(text).errors, where).toEqual([]);
    expect(blocks.length).toBeGreaterThan(3);
  });

  test("is accepted by the worker when it is a whole one", async () => {
    for (const { where, text } of whole) expect(await checkConfig(text), where).toBe("");
    expect(whole.length).toBeGreaterThan(1);
  });

  test("that is wrong is found", async () => {
    const text =
      "mappings:\n  a:\n    source: { sqs: {} }\n    handler: ./a.handler\n    bach: 1\n";
    const found = await checkConfig(text);
    expect(found).toContain(":5:5: mappings.a.bach is not an option here");
    expect(found).toContain("queueUrl");
  });
});

describe("a program of a page", () => {
  test("keeps the page's lines, over the blocks that continue it", () => {
    const page = "# A\n\n```ts\nconst a = 1;\n```\n\nand\n\n```ts continues\nexport { a };\n```\n";
    const [snippet, ...rest] = extractSnippets("docs/a.md", page);
    expect(rest).toEqual([]);
    expect(snippet?.path).toBe("docs~a.md/line-4.ts");
    expect(snippet?.text.split("\n")[3]).toBe("const a = 1;");
    expect(snippet?.text.split("\n")[9]).toBe("export { a };");
  });

  test(
    "can be imported by another one of its page",
    async () => {
      const page =
        "```js file=orders.js\nexport const orders = [1];\n```\n" +
        '```ts\nimport { orders } from "./orders.js";\nexport const first: number | undefined = orders[0];\n```\n';
      expect(await checkTypes(extractSnippets("planted.md", page))).toBe("");
    },
    TIMEOUT_MS,
  );

  test(
    "that is wrong is found, by the page's line",
    async () => {
      const page =
        '```ts\nimport { createMapping } from "@millrace/core";\ncreateMapping({ bach: 1 });\n```\n';
      const found = await checkTypes(extractSnippets("planted.md", page));
      expect(found).toMatch(/planted\.md\/line-2\.ts\(3,17\)/);
      expect(found).toContain("bach");
    },
    TIMEOUT_MS,
  );

  test("with a mark that means nothing is refused", () => {
    expect(() => extractSnippets("a.md", "```ts ignore\n```\n")).toThrow(
      "a.md:2: ignore is no mark",
    );
    expect(() => extractSnippets("a.md", "```ts continues\n```\n")).toThrow("no block to continue");
  });
});

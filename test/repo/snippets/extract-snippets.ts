import { posix } from "node:path";

import { type CodeBlock, readMarkdown } from "../text/markdown.ts";

/** A program that a page shows, in one block or in several. */
export interface Snippet {
  /** Where it is checked: a folder for each page, and a file for each program in it. */
  readonly path: string;
  /** The code, at the same lines as on the page. */
  readonly text: string;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ts: "ts",
  typescript: "ts",
  js: "js",
  javascript: "js",
  mjs: "js",
};
const FILE = /^file=(.+)$/;

/**
 * The TypeScript and JavaScript of a page. After its language, a block may say
 * - `continues`: it goes on where the block before it ended;
 * - `file=NAME`: other blocks of the page import it by that name.
 *
 * @throws Error when a block has another mark, or continues nothing.
 */
export function extractSnippets(page: string, markdown: string): readonly Snippet[] {
  const programs: { readonly path: string; readonly lines: string[] }[] = [];
  for (const block of readMarkdown(markdown).blocks) {
    const extension = LANGUAGES[block.language];
    if (extension === undefined) continue;
    const where = `${page}:${block.line}`;
    if (block.marks.includes("continues")) {
      const before = programs.at(-1);
      if (before === undefined) throw new Error(`${where}: there is no block to continue.`);
      placeLines(before.lines, block);
    } else {
      const name = fileName(block, where) ?? `line-${block.line}.${extension}`;
      const lines: string[] = [];
      placeLines(lines, block);
      programs.push({ path: posix.join(folderOf(page), name), lines });
    }
  }
  return programs.map(({ path, lines }) => ({ path, text: lines.join("\n") }));
}

/** Folder of a page's programs; it keeps the page's name readable in the compiler's messages. */
function folderOf(page: string): string {
  return page.replaceAll("/", "~");
}

function placeLines(lines: string[], block: CodeBlock): void {
  while (lines.length < block.line - 1) lines.push("");
  lines.push(...block.text.split("\n"));
}

function fileName(block: CodeBlock, where: string): string | undefined {
  let name: string | undefined;
  for (const mark of block.marks) {
    const [, file] = FILE.exec(mark) ?? [];
    if (file === undefined) throw new Error(`${where}: ${mark} is no mark of a block.`);
    name = file;
  }
  return name;
}

/** A fenced block of a Markdown file. */
export interface CodeBlock {
  /** The first word after the fence, in lower case; empty when there is none. */
  readonly language: string;
  /** The words after it. */
  readonly marks: readonly string[];
  /** Of its first line of content, from 1. */
  readonly line: number;
  readonly text: string;
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

/** A Markdown file, as far as the tests read it. */
export interface Markdown {
  readonly blocks: readonly CodeBlock[];
  readonly links: readonly Link[];
  /** What a link's `#fragment` can name. */
  readonly anchors: ReadonlySet<string>;
}

const FENCE = /^(\s*)(`{3,})(.*)$/;
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;
const LINK = /!?\[[^\]]*\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g;

/** Reads blocks, links and headings. Links inside of code are none. */
export function readMarkdown(text: string): Markdown {
  const blocks: CodeBlock[] = [];
  const links: Link[] = [];
  const anchors = new Set<string>();
  let open:
    | { fence: string; info: string; indent: string; line: number; lines: string[] }
    | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const [, indent = "", fence = "", info = ""] = FENCE.exec(line) ?? [];
    if (open !== undefined) {
      if (fence.startsWith(open.fence) && info.trim() === "") {
        blocks.push(toBlock(open));
        open = undefined;
      } else {
        open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
      }
    } else if (fence !== "") {
      open = { fence, info, indent, line: index + 2, lines: [] };
    } else {
      const [, heading] = HEADING.exec(line) ?? [];
      if (heading !== undefined) addAnchor(anchors, heading);
      const prose = line.replaceAll(/`[^`]*`/g, "");
      for (const [, target] of prose.matchAll(LINK))
        links.push({ target: target!, line: index + 1 });
    }
  }
  if (open !== undefined) throw new Error(`The block at line ${open.line} is not closed.`);
  return { blocks, links, anchors };
}

function toBlock(open: { info: string; line: number; lines: readonly string[] }): CodeBlock {
  const [language = "", ...marks] = open.info.trim().split(/\s+/);
  return { language: language.toLowerCase(), marks, line: open.line, text: open.lines.join("\n") };
}

/** As GitHub makes them; a heading that comes again gets a number. */
function addAnchor(anchors: Set<string>, heading: string): void {
  const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
  const slug = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-");
  let anchor = slug;
  for (let again = 1; anchors.has(anchor); again += 1) anchor = `${slug}-${again}`;
  anchors.add(anchor);
}

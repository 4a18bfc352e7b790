import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Document, Node, ParsedNode, YAMLError } from "yaml";

import type { QuotedFile } from "./format-problems.ts";
import { type Interpolation, interpolateScalars } from "./interpolate.ts";
import type { Problem, Span } from "./problem.ts";

export type Path = readonly (string | number)[];

/**
 * A configuration file that has been read: its values with `${…}` filled in, and where each of them
 * stands in the text.
 */
export class ConfigFile {
  readonly quoted: QuotedFile;
  /** What YAML and interpolation refuse. */
  readonly problems: readonly Problem[];
  readonly #document: Document.Parsed;
  readonly #interpolation: Interpolation;

  /**
   * @param name the file as the user named it, for messages.
   * @param env where `${NAME}` is looked up.
   */
  constructor(name: string, text: string, env: Readonly<Record<string, string | undefined>>) {
    const lines = new LineCounter();
    this.quoted = { name, text, lines };
    this.#document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    // The first one is the mistake; what follows is the parser's confusion about it.
    const refused = [...this.#document.errors.slice(0, 1), ...this.#document.warnings];
    this.#interpolation = interpolateScalars(this.#document, text, env);
    this.problems = [
      ...refused.map((error) => explainYaml(error, text)),
      ...this.#interpolation.problems,
    ];
  }

  /** Plain values; undefined when the text is not YAML. */
  toValue(): unknown {
    return this.#document.errors.length > 0 ? undefined : this.#document.toJS();
  }

  /** Where a value stands; the nearest thing around it when it is not there. */
  spanOf(path: Path): Span {
    const found = this.#find(path);
    return toSpan(found.value ?? found.key);
  }

  /** Where a key stands; the nearest thing around it when it is not there. */
  spanOfKey(path: Path): Span {
    const found = this.#find(path);
    return toSpan(found.key ?? found.value);
  }

  /** The value as it stands in the file, when it holds a reference to the environment. */
  templateOf(path: Path): string | undefined {
    const found = this.#find(path);
    if (found.depth < path.length || !isScalar(found.value)) return undefined;
    return this.#interpolation.templates.get(found.value);
  }

  /** True for a value that lacks a variable: that has been said, and the rest follows from it. */
  isUnfilled(path: Path): boolean {
    return this.#interpolation.unfilled.has(this.#find(path).value);
  }

  /** Takes values of the environment out of a text and puts their names there. */
  hideValues(text: string): string {
    let hidden = text;
    for (const [name, value] of this.#interpolation.values)
      hidden = hidden.replaceAll(value, `\${${name}}`);
    return hidden;
  }

  #find(path: Path): {
    readonly key: ParsedNode | undefined;
    readonly value: ParsedNode | undefined;
    /** How far the path could be followed. */
    readonly depth: number;
  } {
    let key: ParsedNode | undefined;
    let value = this.#document.contents as ParsedNode | undefined;
    for (const [depth, part] of path.entries()) {
      const inside = this.#follow(value);
      if (isMap<ParsedNode, ParsedNode | null>(inside)) {
        const pair = inside.items.find((item) => isScalar(item.key) && item.key.value === part);
        if (pair === undefined) return { key, value: key === undefined ? value : undefined, depth };
        key = pair.key;
        value = pair.value ?? undefined;
      } else if (isSeq<ParsedNode>(inside) && typeof part === "number") {
        const item = inside.items[part];
        if (item === undefined) return { key, value, depth };
        value = item;
      } else {
        return { key, value, depth };
      }
    }
    return { key, value, depth: path.length };
  }

  #follow(node: ParsedNode | undefined): Node | undefined {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }
}

function explainYaml(error: YAMLError, text: string): Problem {
  const [start, end] = error.pos;
  const brace = text.startsWith("${", start - 1) || text.startsWith("${", start);
  return {
    span: { start, end },
    message:
      error.code === "MULTIPLE_DOCS"
        ? "a second document begins here; a file holds one"
        : `this is not YAML: ${error.message}`,
    ...(brace ? { hint: 'Inside { } and [ ], put ${…} in quotes: "${NAME}"' } : {}),
  };
}

function toSpan(node: ParsedNode | undefined): Span {
  if (node === undefined) return { start: 0, end: 1 };
  return { start: node.range[0], end: node.range[1] };
}

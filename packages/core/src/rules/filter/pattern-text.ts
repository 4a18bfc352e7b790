import { FilterPatternError } from "./filter-pattern-error.ts";

/** A JSON value as it is written: in order, with duplicate keys and the spelling of numbers. */
export type PatternNode =
  | ObjectNode
  | ListNode
  | StringNode
  | (Spelt & { readonly kind: "number" | "true" | "false" | "null" });

export interface ObjectNode extends Spelt {
  readonly kind: "object";
  readonly entries: readonly Entry[];
}

export interface ListNode extends Spelt {
  readonly kind: "list";
  readonly members: readonly PatternNode[];
}

export interface StringNode extends Spelt {
  readonly kind: "string";
  readonly value: string;
}

export interface Entry {
  readonly name: string;
  readonly position: number;
  readonly value: PatternNode;
}

interface Spelt {
  /** The value exactly as the pattern spells it. */
  readonly text: string;
  /** Offset of its first character. */
  readonly position: number;
}

/** As deep as AWS's own reader goes. */
const maximumDepth = 1_000;
const numberSyntax = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Reads strict JSON (RFC 8259). `JSON.parse` cannot serve here: it reorders keys that look like
 * integers, drops all but the last of equal keys and rounds numbers, and a pattern's meaning hangs
 * on all three.
 *
 * @throws FilterPatternError when the text is not one JSON value.
 */
export function readPatternText(text: string): PatternNode {
  return new PatternReader(text).readWhole();
}

class PatternReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readWhole(): PatternNode {
    this.#skipBlanks();
    const value = this.#readValue();
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#unexpected("nothing after the pattern");
    return value;
  }

  #readValue(): PatternNode {
    const position = this.#at;
    switch (this.#text[position]) {
      case "{":
        return this.#nested(() => ({
          kind: "object",
          entries: this.#readEntries(),
          ...this.#speltFrom(position),
        }));
      case "[":
        return this.#nested(() => ({
          kind: "list",
          members: this.#readMembers(),
          ...this.#speltFrom(position),
        }));
      case '"':
        return { kind: "string", value: this.#readString(), ...this.#speltFrom(position) };
      default:
        return this.#readPlain();
    }
  }

  #nested(read: () => PatternNode): PatternNode {
    this.#depth += 1;
    if (this.#depth > maximumDepth) throw this.#refuse(`nested deeper than ${maximumDepth} levels`);
    const node = read();
    this.#depth -= 1;
    return node;
  }

  #readEntries(): readonly Entry[] {
    const entries: Entry[] = [];
    this.#at += 1;
    this.#skipBlanks();
    if (this.#take("}")) return entries;
    for (;;) {
      const position = this.#at;
      if (this.#text[position] !== '"') throw this.#unexpected("a key in double quotes");
      const name = this.#readString();
      this.#skipBlanks();
      if (!this.#take(":")) throw this.#unexpected('":" after the key');
      this.#skipBlanks();
      entries.push({ name, position, value: this.#readValue() });
      this.#skipBlanks();
      if (this.#take("}")) return entries;
      if (!this.#take(",")) throw this.#unexpected('"," or "}"');
      this.#skipBlanks();
    }
  }

  #readMembers(): readonly PatternNode[] {
    const members: PatternNode[] = [];
    this.#at += 1;
    this.#skipBlanks();
    if (this.#take("]")) return members;
    for (;;) {
      members.push(this.#readValue());
      this.#skipBlanks();
      if (this.#take("]")) return members;
      if (!this.#take(",")) throw this.#unexpected('"," or "]"');
      this.#skipBlanks();
    }
  }

  #readString(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"')
      end += this.#text[end] === "\\" ? 2 : 1;
    if (end >= this.#text.length) throw this.#refuse("not JSON: a string has no closing quote");
    this.#at = end + 1;
    try {
      return JSON.parse(this.#text.slice(start, end + 1)) as string;
    } catch {
      this.#at = start;
      throw this.#refuse(
        "not JSON: a string holds a raw control character or an escape that JSON does not know",
      );
    }
  }

  #readPlain(): PatternNode {
    for (const kind of ["true", "false", "null"] as const) {
      if (this.#text.startsWith(kind, this.#at)) {
        this.#at += kind.length;
        return { kind, ...this.#speltFrom(this.#at - kind.length) };
      }
    }
    numberSyntax.lastIndex = this.#at;
    const number = numberSyntax.exec(this.#text);
    if (number === null) throw this.#unexpected("a JSON value");
    this.#at += number[0].length;
    return { kind: "number", ...this.#speltFrom(number.index) };
  }

  #speltFrom(position: number): Spelt {
    return { text: this.#text.slice(position, this.#at), position };
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #skipBlanks(): void {
    while (this.#at < this.#text.length && " \t\n\r".includes(this.#text.charAt(this.#at)))
      this.#at += 1;
  }

  #unexpected(wanted: string): FilterPatternError {
    const found = this.#text[this.#at];
    const got = found === undefined ? "the end of the text" : JSON.stringify(found);
    return this.#refuse(`not JSON: expected ${wanted}, got ${got}`);
  }

  #refuse(reason: string): FilterPatternError {
    return new FilterPatternError({ reason, path: "", position: this.#at });
  }
}

const longestShownText = 60;

/** A part of the pattern for a message, cut short. */
export function showNode(node: PatternNode): string {
  return node.text.length > longestShownText
    ? `${node.text.slice(0, longestShownText)}…`
    : node.text;
}

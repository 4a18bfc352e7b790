import { comparableNumber, NumberText } from "./number-text.ts";

const quote = 34;
const backslash = 92;

/**
 * True when a number of the text is not comparable.
 *
 * @param json valid JSON.
 */
export function hasIncomparableNumber(json: string): boolean {
  // Such a number has 16 digits or an exponent of three; most texts have neither anywhere.
  if (!/\d[\d.]{15}|[eE][+-]?\d{3}/.test(json)) return false;
  for (let at = 0; at < json.length; at += 1) {
    const unit = json.charCodeAt(at);
    if (unit === quote) {
      at = endOfString(json, at);
    } else if (beginsNumber(unit)) {
      const end = endOfNumber(json, at);
      if (comparableNumber(json.slice(at, end)) === undefined) return true;
      at = end - 1;
    }
  }
  return false;
}

/**
 * `JSON.parse`, with {@link NumberText} for numbers that are not comparable. The parser's own means
 * for this, a reviver, takes ten times as long.
 *
 * @param json valid JSON, at most 1,000 levels deep: it is not checked again.
 */
export function parseKeepingNumbers(json: string): unknown {
  return new NumberKeepingParser(json).readValue();
}

class NumberKeepingParser {
  readonly #json: string;
  #at = 0;

  constructor(json: string) {
    this.#json = json;
  }

  readValue(): unknown {
    this.#skipBlanks();
    const start = this.#at;
    switch (this.#json[start]) {
      case "{":
        return this.#readObject();
      case "[":
        return this.#readList();
      case '"':
        return this.#readString();
      case "t":
        this.#at += 4;
        return true;
      case "f":
        this.#at += 5;
        return false;
      case "n":
        this.#at += 4;
        return null;
      default: {
        this.#at = endOfNumber(this.#json, start);
        const text = this.#json.slice(start, this.#at);
        return comparableNumber(text) ?? new NumberText(text);
      }
    }
  }

  #readObject(): unknown {
    const fields: Record<string, unknown> = {};
    while (!this.#closes("}")) {
      const name = this.#readString();
      this.#skipBlanks();
      this.#at += 1;
      const value = this.readValue();
      // Assigned, this one name would set the prototype.
      if (name === "__proto__")
        Object.defineProperty(fields, name, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      else fields[name] = value;
    }
    return fields;
  }

  #readList(): unknown {
    const members: unknown[] = [];
    while (!this.#closes("]")) members.push(this.readValue());
    return members;
  }

  /** Goes over the opening bracket or a comma to the next thing; true when that was the closing bracket. */
  #closes(bracket: string): boolean {
    this.#skipBlanks();
    if (this.#json[this.#at] !== bracket) {
      this.#at += 1;
      this.#skipBlanks();
    }
    if (this.#json[this.#at] !== bracket) return false;
    this.#at += 1;
    return true;
  }

  #readString(): string {
    const start = this.#at;
    const end = endOfString(this.#json, start);
    this.#at = end + 1;
    const inside = this.#json.slice(start + 1, end);
    return inside.includes("\\")
      ? (JSON.parse(this.#json.slice(start, end + 1)) as string)
      : inside;
  }

  #skipBlanks(): void {
    while (this.#json.charCodeAt(this.#at) <= 32) this.#at += 1;
  }
}

/** Offset of the closing quote. */
function endOfString(json: string, openingQuote: number): number {
  let at = openingQuote + 1;
  for (let unit = json.charCodeAt(at); unit !== quote; unit = json.charCodeAt(at))
    at += unit === backslash ? 2 : 1;
  return at;
}

function beginsNumber(unit: number): boolean {
  return unit === 45 || (unit >= 48 && unit <= 57);
}

/** Offset after the last of digits, signs, points and exponent letters. */
function endOfNumber(json: string, start: number): number {
  let at = start;
  for (let unit = json.charCodeAt(at); isInNumber(unit); unit = json.charCodeAt(at)) at += 1;
  return at;
}

function isInNumber(unit: number): boolean {
  // Besides digits: + - . and E e.
  return (
    (unit >= 48 && unit <= 57) ||
    unit === 43 ||
    unit === 45 ||
    unit === 46 ||
    unit === 69 ||
    unit === 101
  );
}

/**
 * A text whose case does not matter, as AWS's engine reads it: unit by unit of the pattern, each may
 * stand in the value as its lower-case or its upper-case form, whatever their lengths. Hence `straße`
 * takes `STRASSE` but `strasse` does not take `straße`; comparing two `toLowerCase()` would be wrong
 * in both directions.
 *
 * No form of a character begins or ends with its other form, so that at each place at most one fits
 * and nothing has to be tried twice. Surrogates have no forms: what lies outside the basic
 * plane matches itself, without case.
 * Source: aws/event-ruler 2.1.0, EqualsIgnoreCaseParser.
 */
export class CaseInsensitiveText {
  readonly #lower: readonly string[];
  readonly #upper: readonly string[];

  constructor(pattern: string) {
    const units = pattern.split("");
    this.#lower = units.map((unit) => unit.toLowerCase());
    this.#upper = units.map((unit) => unit.toUpperCase());
  }

  equals(value: string): boolean {
    return this.#endOfPrefix(value) === value.length;
  }

  isPrefixOf(value: string): boolean {
    return this.#endOfPrefix(value) >= 0;
  }

  isSuffixOf(value: string): boolean {
    let end = value.length;
    for (let index = this.#lower.length - 1; index >= 0; index -= 1) {
      const lower = this.#lower[index] ?? "";
      const upper = this.#upper[index] ?? "";
      if (value.endsWith(lower, end)) end -= lower.length;
      else if (value.endsWith(upper, end)) end -= upper.length;
      else return false;
    }
    return true;
  }

  /** Where the value goes on after this text; −1 when it does not begin with it. */
  #endOfPrefix(value: string): number {
    let at = 0;
    for (let index = 0; index < this.#lower.length; index += 1) {
      const lower = this.#lower[index] ?? "";
      const upper = this.#upper[index] ?? "";
      if (value.startsWith(lower, at)) at += lower.length;
      else if (value.startsWith(upper, at)) at += upper.length;
      else return -1;
    }
    return at;
  }
}

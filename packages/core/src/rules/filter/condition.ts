import { oneBlockTakes, type AddressBlock } from "./address-block.ts";
import type { Member, NumericRange } from "./member.ts";
import { comparableNumber, NumberText } from "./number-text.ts";
import { stringTest } from "./string-test.ts";

type Test<Value> = (value: Value) => boolean;

/**
 * What one path must hold: the members of its list, ORed, sorted by the type of value they look at
 * so that a value meets only the tests of its own type, cheapest first.
 */
export class Condition {
  /** True when the condition also holds where there is no scalar at the path. */
  readonly absent: boolean;
  /** True when the spelling of a number can change the answer. */
  readonly readsNumbers: boolean;

  readonly #strings = new Set<string>();
  readonly #stringTests: Test<string>[] = [];
  readonly #blocks: AddressBlock[] = [];
  readonly #numbers = new Set<number>();
  readonly #numberTexts = new Set<string>();
  readonly #numberTests: Test<number>[] = [];
  #everyString = false;
  #everyNumber = false;
  #everyNumberText = false;
  #true = false;
  #false = false;
  #null = false;

  constructor(members: readonly Member[]) {
    for (const member of members) this.#add(member);
    this.absent = members.some((member) => member.kind === "exists" && !member.present);
    this.readsNumbers =
      this.#numbers.size + this.#numberTexts.size + this.#numberTests.length > 0 &&
      !(this.#everyNumber && this.#everyNumberText);
  }

  /** @param value a JSON scalar, or a {@link NumberText}; anything else is not accepted. */
  accepts(value: unknown): boolean {
    switch (typeof value) {
      case "string":
        return this.#acceptsString(value);
      case "number":
        return this.#everyNumber || this.#numbers.has(value) || passesOne(this.#numberTests, value);
      case "boolean":
        return value ? this.#true : this.#false;
      case "object":
        if (value === null) return this.#null;
        return (
          value instanceof NumberText &&
          (this.#everyNumberText || this.#numberTexts.has(value.text))
        );
      default:
        return false;
    }
  }

  #acceptsString(value: string): boolean {
    if (this.#everyString || this.#strings.has(value) || passesOne(this.#stringTests, value))
      return true;
    return this.#blocks.length > 0 && oneBlockTakes(this.#blocks, value);
  }

  #add(member: Member): void {
    switch (member.kind) {
      case "string":
        this.#strings.add(member.value);
        break;
      case "number":
        this.#addNumber(member.text);
        break;
      case "true":
        this.#true = true;
        break;
      case "false":
        this.#false = true;
        break;
      case "null":
        this.#null = true;
        break;
      case "text":
        this.#stringTests.push(stringTest(member.match));
        break;
      case "numeric":
        if (member.range.low === member.range.high) this.#numbers.add(member.range.low);
        else this.#numberTests.push((value) => rangeTakes(member.range, value));
        break;
      case "cidr":
        this.#blocks.push(member.block);
        break;
      case "exists":
        if (member.present) this.#addEverything();
        break;
      case "anything-but-strings": {
        const excluded = new Set(member.values);
        this.#addEverythingButStrings((value) => !excluded.has(value));
        break;
      }
      case "anything-but-texts": {
        const excluded = member.matches.map(stringTest);
        this.#addEverythingButStrings((value) => !passesOne(excluded, value));
        break;
      }
      case "anything-but-numbers": {
        const excluded = new Set(member.values);
        this.#addEveryPlainValue();
        this.#everyString = true;
        this.#numberTests.push((value) => !excluded.has(value));
        break;
      }
      default:
        member satisfies never;
    }
  }

  #addNumber(text: string): void {
    const value = comparableNumber(text);
    if (value === undefined) this.#numberTexts.add(text);
    else this.#numbers.add(value);
  }

  #addEverything(): void {
    this.#addEveryPlainValue();
    this.#everyString = true;
    this.#everyNumber = true;
  }

  #addEverythingButStrings(test: Test<string>): void {
    this.#addEveryPlainValue();
    this.#everyNumber = true;
    this.#stringTests.push(test);
  }

  /** true, false, null and numbers that cannot be compared: no anything-but can name them. */
  #addEveryPlainValue(): void {
    this.#true = true;
    this.#false = true;
    this.#null = true;
    this.#everyNumberText = true;
  }
}

function passesOne<Value>(tests: readonly Test<Value>[], value: Value): boolean {
  for (const test of tests) if (test(value)) return true;
  return false;
}

function rangeTakes(range: NumericRange, value: number): boolean {
  const aboveLow = range.lowIncluded ? value >= range.low : value > range.low;
  return aboveLow && (range.highIncluded ? value <= range.high : value < range.high);
}

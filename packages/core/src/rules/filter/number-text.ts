/**
 * A number of an event that has no exact double: more digits than a double holds, or out of its
 * range. AWS's engine cannot compare it; only a literal with the same text takes it.
 */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * The double that a JSON number stands for, when its decimal value is exactly that of the double's
 * shortest decimal form. Otherwise the number is not comparable: 9007199254740993, 1e400.
 * Source: aws/event-ruler 2.1.0, ComparableNumber.
 */
export function comparableNumber(text: string): number | undefined {
  const value = Number(text);
  // Up to 15 digits in the range of plain decimals always come back from a double unchanged.
  if (text.length <= 15 && !text.includes("e") && !text.includes("E")) return value;
  if (!Number.isFinite(value)) return undefined;
  return canonicalDecimal(text) === canonicalDecimal(String(value)) ? value : undefined;
}

/** Sign, digits without outer zeros, exponent of the last digit: equal texts are equal numbers. */
function canonicalDecimal(text: string): string {
  const exponentAt = text.search(/[eE]/);
  const mantissa = exponentAt < 0 ? text : text.slice(0, exponentAt);
  const exponent = exponentAt < 0 ? 0 : Number(text.slice(exponentAt + 1));
  const negative = mantissa.startsWith("-");
  const unsigned = negative ? mantissa.slice(1) : mantissa;
  const pointAt = unsigned.indexOf(".");
  const fractionDigits = pointAt < 0 ? 0 : unsigned.length - pointAt - 1;
  const digits = withoutLeadingZeros(unsigned.replace(".", ""));
  const significant = withoutTrailingZeros(digits);
  if (significant === "") return "0";
  const lastDigitExponent = exponent - fractionDigits + (digits.length - significant.length);
  return `${negative ? "-" : ""}${significant}e${lastDigitExponent}`;
}

function withoutLeadingZeros(digits: string): string {
  let start = 0;
  while (digits[start] === "0") start += 1;
  return digits.slice(start);
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === "0") end -= 1;
  return digits.slice(0, end);
}

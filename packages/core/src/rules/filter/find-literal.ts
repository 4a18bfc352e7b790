/** Up to here the engine's own search is fast whatever the texts; beyond, its worst case is their product. */
const longestPlainSearch = 32;

/**
 * The first place of a literal in a text at or after `from`; −1 when there is none. Takes time in
 * proportion to the two lengths, never to their product.
 */
export function findLiteral(literal: string, text: string, from: number): number {
  return literal.length <= longestPlainSearch
    ? text.indexOf(literal, from)
    : findLongLiteral(literal, text, from);
}

/** Knuth, Morris and Pratt: the text is never gone back in. */
function findLongLiteral(literal: string, text: string, from: number): number {
  const borders = borderLengths(literal);
  let matched = 0;
  for (let at = from; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    while (matched > 0 && literal.charCodeAt(matched) !== unit) matched = borders[matched - 1] ?? 0;
    if (literal.charCodeAt(matched) === unit) matched += 1;
    if (matched === literal.length) return at - matched + 1;
  }
  return -1;
}

/** For each beginning of the literal: the length of the longest shorter beginning that it ends with. */
function borderLengths(literal: string): readonly number[] {
  const borders = [0];
  let length = 0;
  for (let at = 1; at < literal.length; at += 1) {
    const unit = literal.charCodeAt(at);
    while (length > 0 && literal.charCodeAt(length) !== unit) length = borders[length - 1] ?? 0;
    if (literal.charCodeAt(length) === unit) length += 1;
    borders.push(length);
  }
  return borders;
}

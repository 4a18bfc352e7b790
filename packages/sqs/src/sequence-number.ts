/**
 * Compares sequence numbers of a FIFO queue: integers of any length, as text. AWS pads them to 20
 * digits, which exceeds what a number can hold; others do not pad, so text order is wrong there.
 */
export function compareSequenceNumbers(left: string, right: string): number {
  const a = left.replace(/^0+(?=\d)/, "");
  const b = right.replace(/^0+(?=\d)/, "");
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

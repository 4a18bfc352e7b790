/**
 * Order of two sequence numbers, as integers of any length: negative, zero or positive. Meaningful within
 * one shard and from a parent to its child; shards side by side cannot be compared.
 *
 * Never as `Number`, which loses digits beyond the 16th, nor as plain text, in which 9 comes after 10.
 * Source: Amazon DynamoDB Streams API Reference, SequenceNumber: up to 40 digits.
 */
export function compareSequenceNumbers(left: string, right: string): number {
  const a = stripZeros(left);
  const b = stripZeros(right);
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function stripZeros(digits: string): string {
  let first = 0;
  while (first < digits.length - 1 && digits.charCodeAt(first) === 48) first += 1;
  return first === 0 ? digits : digits.slice(first);
}

/**
 * The key of an item as one text, the same for every record of that item: all key attributes with their
 * types, in the order of their names. DynamoDB has brought numbers into one spelling already.
 */
export function orderKeyOf(keys: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(keys);
  if (names.length < 2) return JSON.stringify(keys);
  return JSON.stringify(names.sort().map((name) => [name, keys[name]]));
}

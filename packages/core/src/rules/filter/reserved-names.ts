/** Source: aws/event-ruler 2.1.0, Constants. */
const reservedInOr: ReadonlySet<string> = new Set([
  "exactly",
  "equals-ignore-case",
  "prefix",
  "suffix",
  "anything-but",
  "exists",
  "wildcard",
  "numeric",
  "cidr",
  "=",
  "<",
  "<=",
  ">",
  ">=",
  "regex",
  "not-wildcard",
  "not-equals-ignore-case",
  "date-after",
  "date-on-or-after",
  "date-before",
  "date-on-or-before",
  "in-date-range",
  "ip-address-in-range",
  "ip-address-not-in-range",
]);

/** True for names that no field may have inside a branch of `$or`; elsewhere they are ordinary names. */
export function isReservedInOr(name: string): boolean {
  return reservedInOr.has(name);
}

import { invalidParameter, ServiceError } from "./service-error.ts";

export type ActionInput = Readonly<Record<string, unknown>>;

const entryId = /^[A-Za-z0-9_-]{1,80}$/;

export function readInteger(
  input: ActionInput,
  name: string,
  allowed: readonly [number, number],
  otherwise: number,
): number {
  const value = input[name] ?? otherwise;
  const [least, most] = allowed;
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
    throw invalidParameter(`${name} must be an integer from ${least} to ${most}`);
  }
  return value;
}

/** Refuses a batch as a whole for the reasons for which SQS does: none, more than ten, or an id twice. */
export function readEntries(
  input: ActionInput,
): readonly (ActionInput & { readonly Id: string })[] {
  const entries = input["Entries"];
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new ServiceError(
      "EmptyBatchRequest",
      "a batch needs an entry",
      "AWS.SimpleQueueService.EmptyBatchRequest",
    );
  }
  if (entries.length > 10) {
    throw new ServiceError(
      "TooManyEntriesInBatchRequest",
      `a batch takes 10 entries, not ${entries.length}`,
      "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
    );
  }
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (typeof Id !== "string" || !entryId.test(Id)) {
      throw new ServiceError("InvalidBatchEntryId", "an entry id is 1 to 80 of A-Z a-z 0-9 _ -");
    }
    ids.add(Id);
  }
  if (ids.size < entries.length) {
    throw new ServiceError(
      "BatchEntryIdsNotDistinct",
      "an entry id occurs twice",
      "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
    );
  }
  return entries;
}

/** The asked names of system attributes, under the field's present name and its deprecated one. */
export function readAttributeNames(input: ActionInput): ReadonlySet<string> {
  const names = new Set<string>();
  for (const field of ["MessageSystemAttributeNames", "AttributeNames"]) {
    const list = input[field];
    if (Array.isArray(list)) for (const name of list) names.add(String(name));
  }
  return names;
}

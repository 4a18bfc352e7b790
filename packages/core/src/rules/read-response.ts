import { describeError } from "../base/millrace-error.ts";

/** What a handler's return value says about its batch. */
export type ResponseReading =
  | { readonly kind: "success" }
  | { readonly kind: "partial"; readonly failedIds: ReadonlySet<string> }
  | { readonly kind: "malformed"; readonly problem: string };

/**
 * The record id that an `itemIdentifier` stands for; undefined for what cannot be one. For Kafka the
 * identifier is an object.
 */
export type Identify = (itemIdentifier: unknown) => string | undefined;

/** SQS, DynamoDB Streams and Kinesis: the identifier is the id. */
export const identifyText: Identify = (itemIdentifier) =>
  typeof itemIdentifier === "string" ? itemIdentifier : undefined;

const success: ResponseReading = { kind: "success" };

/**
 * Reads a batch response under `ReportBatchItemFailures`.
 *
 * Nothing, an empty text, list or object, and an empty or null list of failures are success. One
 * entry that does not name a record of the batch makes the whole batch fail: its author meant a
 * failure, and guessing which would lose messages. `[{}]` is such an entry, although AWS acknowledges it.
 * Source: AWS Lambda Developer Guide, "Implementing partial batch responses", success and failure conditions.
 *
 * @param payload what the handler returned.
 * @param ids the ids of the batch.
 */
export function readResponse(
  payload: unknown,
  ids: ReadonlySet<string>,
  identify: Identify = identifyText,
): ResponseReading {
  try {
    return read(payload, ids, identify);
  } catch (error) {
    // A getter or a proxy in the response: it can throw anything, and may not take the process down.
    return malformed(`the handler's response cannot be read: ${describeError(error)}`);
  }
}

function read(payload: unknown, ids: ReadonlySet<string>, identify: Identify): ResponseReading {
  if (payload === undefined || payload === null || payload === "") return success;
  if (typeof payload !== "object") {
    return malformed(
      `the handler returned a ${typeof payload}; return nothing or { batchItemFailures: [...] }`,
    );
  }
  if (Array.isArray(payload)) {
    return payload.length === 0
      ? success
      : malformed("the handler returned a list; return { batchItemFailures: [...] }");
  }
  const failures = (payload as { batchItemFailures?: unknown }).batchItemFailures;
  if (failures === undefined || failures === null) return success;
  if (!Array.isArray(failures))
    return malformed(`batchItemFailures is a ${typeof failures}; it must be a list`);
  const failedIds = new Set<string>();
  for (const [index, failure] of failures.entries()) {
    const id = identify(itemIdentifierOf(failure));
    if (id === undefined || !ids.has(id)) {
      return malformed(
        `batchItemFailures[${index}] names no record of the batch; itemIdentifier must be one of its ids`,
      );
    }
    failedIds.add(id);
  }
  return failedIds.size === 0 ? success : { kind: "partial", failedIds };
}

/** True when a response that nobody reads names failures: with reporting off, AWS would lose them. */
export function namesFailures(payload: unknown): boolean {
  if (typeof payload !== "object" || payload === null) return false;
  try {
    const failures = (payload as { batchItemFailures?: unknown }).batchItemFailures;
    return Array.isArray(failures) && failures.length > 0;
  } catch {
    return false;
  }
}

function itemIdentifierOf(failure: unknown): unknown {
  if (typeof failure !== "object" || failure === null) return undefined;
  return (failure as { itemIdentifier?: unknown }).itemIdentifier;
}

function malformed(problem: string): ResponseReading {
  return { kind: "malformed", problem };
}

import {
  decisionOfStatus,
  firstLine,
  shownCause,
  type SourceDecision,
  SourceError,
} from "@millrace/core/connector";

/**
 * What a failed call means:
 * - `expired`: the iterator is older than 15 minutes, or not understood any more. Ask for another.
 * - `trimmed`: the position lies before the oldest record there is, or an emulator thinks so.
 * - the others as in {@link SourceDecision}; `missing` is said of shards and of streams alike.
 */
export type ReadFailure = SourceDecision | "expired" | "trimmed";

export interface Classified {
  readonly failure: ReadFailure;
  readonly error: SourceError;
}

/**
 * Error names by what follows from them.
 * Source: Amazon DynamoDB Streams API Reference, errors of each action; AWS SDK for JavaScript, service-error-classification.
 */
const failuresByName: Readonly<Record<ReadFailure, ReadonlySet<string>>> = {
  expired: new Set(["ExpiredIteratorException"]),
  trimmed: new Set(["TrimmedDataAccessException"]),
  missing: new Set(["ResourceNotFoundException", "TableNotFoundException"]),
  throttled: new Set([
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    // Not in the service's model, yet sent by it.
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
  ]),
  denied: new Set([
    "AccessDenied",
    "AccessDeniedException",
    "AuthFailure",
    "CredentialsProviderError",
    "IncompleteSignatureException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "NotAuthorized",
    "OptInRequired",
    "SignatureDoesNotMatch",
    "TokenProviderError",
    "UnrecognizedClientException",
  ]),
  refused: new Set(["SerializationException", "UnknownOperationException", "ValidationException"]),
  "not-connected": new Set([
    // The provider has newer credentials by the next call, or the SDK has corrected its clock: ask again soon.
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "InternalFailure",
    "InternalServerError",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "RequestTimeout",
    "RequestTimeoutException",
    "TimeoutError",
  ]),
};

const failures = Object.keys(failuresByName) as ReadFailure[];

/** What the engine is told of a failure that only a reader of shards knows. */
const decisionOf = { expired: "not-connected", trimmed: "not-connected" } as const;

/** A signature refused for its time: the SDK has read the service's clock from the answer by now. */
const skewedSignature = /^Signature (?:expired|not yet current)/;
/** DynamoDB Local and others refuse an iterator they no longer know as malformed. Source: localstack#12036. */
const unknownIterator = /shard ?iterator/i;

/** @param action what was tried, such as `GetRecords on shardId-…`. */
export function classify(error: unknown, action: string): Classified {
  if (error instanceof SourceError) return { failure: error.decision, error };
  const { name, message, status } = readError(error);
  const failure = decide(name, message, status);
  const decision = failure === "expired" || failure === "trimmed" ? decisionOf[failure] : failure;
  return {
    failure,
    error: new SourceError(decision, `${action}: ${name}: ${message}`, {
      cause: shownCause(error, { name, message }),
    }),
  };
}

function decide(name: string, message: string, status: number | undefined): ReadFailure {
  if (skewedSignature.test(message)) return "not-connected";
  if (name === "ValidationException" && unknownIterator.test(message)) return "expired";
  const known = failures.find((failure) => failuresByName[failure].has(name));
  if (known !== undefined) return known;
  return decisionOfStatus(status);
}

function readError(error: unknown): {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
} {
  const { name, message, $metadata } = (
    typeof error === "object" && error !== null ? error : {}
  ) as { name?: unknown; message?: unknown; $metadata?: { httpStatusCode?: unknown } };
  const status = $metadata?.httpStatusCode;
  return {
    name: typeof name === "string" ? name : "Error",
    message: firstLine(typeof message === "string" ? message : String(error)),
    status: typeof status === "number" ? status : undefined,
  };
}

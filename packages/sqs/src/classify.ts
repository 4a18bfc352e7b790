import {
  decisionOfStatus,
  firstLine,
  shownCause,
  type SourceDecision,
  sourceDecisions,
  SourceError,
} from "@millrace/core/connector";

/**
 * Error names of SQS, of AWS in general and of the SDK, by what follows from them. Each occurs by its
 * modelled name and, in the query protocol that SQS grew up with, behind `AWS.SimpleQueueService.`.
 * Source: Amazon SQS API Reference, common errors; AWS SDK for JavaScript, service-error-classification.
 */
const decisionsByName: Readonly<Record<SourceDecision, ReadonlySet<string>>> = {
  throttled: new Set([
    "BandwidthLimitExceeded",
    "KmsThrottled",
    "LimitExceededException",
    // A short poll at the in-flight limit: it passes when messages are settled, not by asking.
    "OverLimit",
    "PriorRequestNotComplete",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
  ]),
  denied: new Set([
    "AccessDenied",
    "AccessDeniedException",
    "AuthFailure",
    "AuthorizationError",
    "CredentialsProviderError",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSecurity",
    "InvalidSignatureException",
    "KmsAccessDenied",
    "KmsDisabled",
    "KmsInvalidKeyUsage",
    "KmsInvalidState",
    "KmsNotFound",
    "KmsOptInRequired",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "NotAuthorized",
    "OptInRequired",
    "SignatureDoesNotMatch",
    "TokenProviderError",
    "UnrecognizedClientException",
  ]),
  missing: new Set(["NonExistentQueue", "QueueDoesNotExist"]),
  refused: new Set([
    "InvalidAddress",
    "InvalidAttributeName",
    "InvalidAttributeValue",
    "InvalidParameterValue",
    "InvalidParameterCombination",
    "UnsupportedOperation",
    "ValidationException",
  ]),
  "not-connected": new Set([
    // The provider has newer credentials by the next call, or the SDK has corrected its clock: ask again soon.
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    // The queue may or may not have done it.
    "InternalError",
    "InternalFailure",
    "InternalServerError",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "RequestTimeout",
    "RequestTimeoutException",
    "TimeoutError",
  ]),
};

const queryPrefix = "AWS.SimpleQueueService.";

/**
 * What a failed call means for the engine.
 * @param action what was tried, such as `ReceiveMessage on orders`.
 */
export function classify(error: unknown, action: string): SourceError {
  if (error instanceof SourceError) return error;
  const facts = readError(error);
  const message = `${action}: ${facts.name}: ${facts.message}`;
  return new SourceError(decide(facts), message, { cause: shownCause(error, facts) });
}

/** The short name of an error code, in either protocol's form. */
export function shortCode(code: string): string {
  return code.startsWith(queryPrefix) ? code.slice(queryPrefix.length) : code;
}

/**
 * What a failed entry of a batch call means:
 * - `retry`: the service's fault or a throttle. The same entry may work in a moment.
 * - `lost`: the receipt handle is void or the lease over. Somebody else may have the message.
 * - `refused`: it will not work, for another reason.
 */
export type EntryDecision = "retry" | "lost" | "refused";

const lostCodes: ReadonlySet<string> = new Set([
  "InvalidParameterValue",
  "MessageNotInflight",
  "ReceiptHandleIsInvalid",
]);

export function classifyEntry(code: string, senderFault: boolean): EntryDecision {
  const name = shortCode(code);
  if (!senderFault || decisionsByName.throttled.has(name)) return "retry";
  return lostCodes.has(name) ? "lost" : "refused";
}

interface ErrorFacts {
  readonly name: string;
  readonly code: string;
  readonly status: number | undefined;
  /** The first line, cut short. */
  readonly message: string;
}

/** A signature refused for its time: the SDK has read the service's clock from the answer by now. */
const skewedSignature = /^Signature (?:expired|not yet current)/;

function decide({ name, code, status, message }: ErrorFacts): SourceDecision {
  if (skewedSignature.test(message)) return "not-connected";
  for (const decision of sourceDecisions) {
    const names = decisionsByName[decision];
    // The modelled name and the query code of one error differ; either may be the one we know.
    if (names.has(name) || names.has(code)) return decision;
  }
  return decisionOfStatus(status);
}

function readError(error: unknown): ErrorFacts {
  const { name, message, Code, code, $metadata } = (
    typeof error === "object" && error !== null ? error : {}
  ) as {
    name?: unknown;
    message?: unknown;
    Code?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: unknown };
  };
  const status = $metadata?.httpStatusCode;
  return {
    name: typeof name === "string" ? shortCode(name) : "Error",
    code: shortCode(typeof Code === "string" ? Code : typeof code === "string" ? code : ""),
    status: typeof status === "number" ? status : undefined,
    message: firstLine(typeof message === "string" ? message : String(error)),
  };
}

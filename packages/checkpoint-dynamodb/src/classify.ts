import {
  decisionOfStatus,
  firstLine,
  MillraceError,
  shownCause,
  type SourceDecision,
  sourceDecisions,
  SourceError,
} from "@millrace/core/connector";

import { createTableCommand } from "./table-definition.ts";

/**
 * Error names of DynamoDB, of AWS in general and of the SDK, by what follows from them.
 * Source: Amazon DynamoDB Developer Guide, error handling; AWS SDK for JavaScript,
 * service-error-classification.
 */
const namesByDecision: Readonly<Record<SourceDecision, ReadonlySet<string>>> = {
  throttled: new Set([
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionConflictException",
  ]),
  denied: new Set([
    "AccessDeniedException",
    "CredentialsProviderError",
    "IncompleteSignatureException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "KMSAccessDeniedException",
    "MissingAuthenticationTokenException",
    "OptInRequired",
    "TokenProviderError",
    "UnrecognizedClientException",
  ]),
  missing: new Set(["ResourceNotFoundException", "TableNotFoundException"]),
  refused: new Set(["ItemCollectionSizeLimitExceededException", "ValidationException"]),
  "not-connected": new Set([
    // The provider has newer credentials by the next call, or the SDK has corrected its clock: ask again soon.
    "ExpiredTokenException",
    "RequestExpired",
    "RequestTimeTooSkewed",
    // The table may or may not have done it.
    "InternalServerError",
    "RequestTimeout",
    "ServiceUnavailable",
    "TimeoutError",
  ]),
};

/** A signature refused for its time: the SDK has read the service's clock from the answer by now. */
const skewedSignature = /^Signature (?:expired|not yet current)/;
/** What the service, and DynamoDB Local, say of an item without the table's key. */
const wrongKey = /does not match the schema|Missing the key|required keys was not given/;

/**
 * What a failed call means for the engine.
 * @param action what was tried, such as `saving`.
 */
export function classify(error: unknown, action: string, table: string): MillraceError {
  if (error instanceof MillraceError) return error;
  const facts = readError(error);
  const decision = decide(facts);
  const happened = `${action} in checkpoint table ${table}: ${facts.name}: ${facts.message}`;
  const message = decision === "missing" ? missingTable(table) : `${happened}${hintFor(facts)}`;
  return new SourceError(decision, message, { cause: shownCause(error, facts) });
}

function missingTable(table: string): string {
  return (
    `the checkpoint table ${table} does not exist in this account and region. Create it, by createTable() ` +
    `of the store or by: ${createTableCommand(table)}`
  );
}

function hintFor({ message }: ErrorFacts): string {
  if (message.startsWith("Region is missing")) {
    return ". Set the option region, or the variable AWS_REGION";
  }
  return wrongKey.test(message)
    ? ". It is a table for something else: the store needs one with leaseKey, a string, as its only key"
    : "";
}

interface ErrorFacts {
  readonly name: string;
  readonly status: number | undefined;
  /** The first line, cut short: a rejected signature is explained with the session token further down. */
  readonly message: string;
}

function decide({ name, status, message }: ErrorFacts): SourceDecision {
  if (skewedSignature.test(message)) return "not-connected";
  for (const decision of sourceDecisions) {
    if (namesByDecision[decision].has(name)) return decision;
  }
  if (message.startsWith("Region is missing")) return "refused";
  return decisionOfStatus(status);
}

function readError(error: unknown): ErrorFacts {
  const { name, message, $metadata } = (
    typeof error === "object" && error !== null ? error : {}
  ) as { name?: unknown; message?: unknown; $metadata?: { httpStatusCode?: unknown } };
  const status = $metadata?.httpStatusCode;
  return {
    name: typeof name === "string" ? name : "Error",
    status: typeof status === "number" ? status : undefined,
    message: firstLine(typeof message === "string" ? message : String(error)),
  };
}

/**
 * The second argument of a handler, as the Node.js runtime of Lambda builds it, plus `signal`.
 * Source: AWS Lambda Developer Guide, "Using the Lambda context object to retrieve Node.js function
 * information".
 */
export interface FunctionContext {
  readonly functionName: string;
  /** `$LATEST`. */
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  /** A string, as on Lambda: `"128"`. */
  readonly memoryLimitInMB: string;
  /** One per attempt of a batch; unchanged retries on the same lease keep it. */
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Accepted for old code; an event source mapping has no event loop of its own to wait for. */
  callbackWaitsForEmptyEventLoop: boolean;
  readonly identity: undefined;
  readonly clientContext: undefined;
  /** Milliseconds until the timeout; negative after it, as in the Node.js runtime. */
  getRemainingTimeInMillis(): number;
  /**
   * Throws: ending a call in this way is gone since nodejs24.x. It is here, with `fail` and `succeed`,
   * so that a handler with the types of `@types/aws-lambda` is taken as it is.
   * @deprecated Return the result, or throw.
   */
  done(error?: unknown, result?: unknown): never;
  /** @deprecated As {@link FunctionContext.done}: throw instead. */
  fail(error?: unknown): never;
  /** @deprecated As {@link FunctionContext.done}: return the result instead. */
  succeed(result?: unknown): never;
  /**
   * Aborted at the timeout, when the lease of a record of the batch is lost, and when a shutdown
   * runs out of time. Not on Lambda.
   */
  readonly signal: AbortSignal;
}

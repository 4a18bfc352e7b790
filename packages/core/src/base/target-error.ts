import { MillraceError, type MillraceErrorOptions } from "./millrace-error.ts";

/** A target's word for "no capacity now": the handler did not run, the records stay leased, the call is made again. */
export class TargetThrottledError extends MillraceError {
  constructor(message: string, options: MillraceErrorOptions = {}) {
    super("MILLRACE_THROTTLED", message, options);
  }
}

/** A target's word for an answer that is not JSON: the handler ran, and failed if anybody reads its response. */
export class TargetResponseError extends MillraceError {
  constructor(message: string, options: MillraceErrorOptions = {}) {
    super("MILLRACE_HANDLER_RESPONSE", message, options);
  }
}

/** A target's word for "cannot be reached": as throttled, the handler did not run. */
export class TargetUnreachableError extends MillraceError {
  constructor(message: string, options: MillraceErrorOptions = {}) {
    super("MILLRACE_TARGET_UNREACHABLE", message, options);
  }
}

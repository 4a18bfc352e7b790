import type { ErrorCode } from "./error-codes.ts";

export interface MillraceErrorOptions {
  readonly cause?: unknown;
}

/** The base of every error that Millrace throws or reports. Match on `code`, never on the message. */
export class MillraceError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: MillraceErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The message of anything that can be thrown; reading a hostile error must not throw again. */
export function describeError(error: unknown): string {
  try {
    if (error instanceof Error) return error.message === "" ? error.name : error.message;
    return String(error);
  } catch {
    return "an error that cannot be read";
  }
}

import { MillraceError } from "@millrace/core/connector";

/** AWS's error types for a handler that cannot be loaded. Others pass through under their own name. */
export type LoadErrorType =
  | "Runtime.MalformedHandlerName"
  | "Runtime.HandlerNotFound"
  | "Runtime.UserCodeSyntaxError"
  | "Runtime.ImportModuleError"
  | (string & {});

/** A handler's module or export cannot be loaded. The message begins with the error type that AWS Lambda reports. */
export class HandlerLoadError extends MillraceError {
  readonly errorType: LoadErrorType;
  readonly hint: string | undefined;

  constructor(
    errorType: LoadErrorType,
    message: string,
    options: { readonly hint?: string | undefined; readonly cause?: unknown } = {},
  ) {
    const cause = options.cause === undefined ? {} : { cause: options.cause };
    super("MILLRACE_HANDLER_LOAD", `${errorType}: ${message}`, cause);
    this.errorType = errorType;
    this.hint = options.hint;
  }
}

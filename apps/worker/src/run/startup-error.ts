import { MillraceError } from "@millrace/core/connector";

/** The worker cannot start, for a reason outside of its configuration file. */
export class StartupError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super("MILLRACE_INVALID_STATE", message, options);
  }
}

/** The codes, as a type; {@link errorCodes} says what each means. */
export type ErrorCode =
  | "MILLRACE_INVALID_OPTION"
  | "MILLRACE_INVALID_STATE"
  | "MILLRACE_NOT_CONNECTED"
  | "MILLRACE_THROTTLED"
  | "MILLRACE_ACCESS_DENIED"
  | "MILLRACE_SOURCE_MISSING"
  | "MILLRACE_SOURCE_FAILED"
  | "MILLRACE_LEASE_LOST"
  | "MILLRACE_HANDLER_TIMEOUT"
  | "MILLRACE_HANDLER_RESPONSE"
  | "MILLRACE_HANDLER_LOAD"
  | "MILLRACE_TARGET_UNREACHABLE"
  | "MILLRACE_SHUTDOWN"
  | "MILLRACE_DRAIN_INCOMPLETE"
  | "MILLRACE_INTERNAL";

/**
 * Every code that a Millrace error can carry. The list is closed: programs match on the code, people
 * read the message. The value says when it occurs.
 */
export const errorCodes: Readonly<Record<ErrorCode, string>> = {
  MILLRACE_INVALID_OPTION: "an option of a mapping, a source or the worker is refused at start",
  MILLRACE_INVALID_STATE: "a method was called in a state that does not allow it",
  MILLRACE_NOT_CONNECTED: "the source cannot be reached or does not answer in time",
  MILLRACE_THROTTLED: "the source or the target has no capacity now",
  MILLRACE_ACCESS_DENIED: "the source refuses these credentials",
  MILLRACE_SOURCE_MISSING: "the queue, stream or topic does not exist",
  MILLRACE_SOURCE_FAILED: "the source answered with an error of its own",
  MILLRACE_LEASE_LOST: "somebody else may own the record now",
  MILLRACE_HANDLER_TIMEOUT: "the handler did not settle before its deadline",
  MILLRACE_HANDLER_RESPONSE: "the handler's response is not a batch response",
  MILLRACE_HANDLER_LOAD: "the handler's module or export cannot be loaded",
  MILLRACE_TARGET_UNREACHABLE: "the target of the mapping cannot be reached",
  MILLRACE_SHUTDOWN: "the mapping is closing",
  MILLRACE_DRAIN_INCOMPLETE: "work was left behind when the drain's time ran out",
  MILLRACE_INTERNAL: "an impossible state: please report it",
};

/** The engine could not be started; the message says what is missing and how to get it. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

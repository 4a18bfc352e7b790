import type { HttpResponse } from "./http-connection.ts";

/** An error answer in SQS's JSON protocol. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly #shape: string;
  readonly #queryCode: string;

  constructor(shape: string, message: string, queryCode: string = shape) {
    super(message);
    this.#shape = shape;
    this.#queryCode = queryCode;
  }

  toResponse(): HttpResponse {
    return {
      status: 400,
      json: JSON.stringify({ __type: `com.amazonaws.sqs#${this.#shape}`, message: this.message }),
      queryError: this.#queryCode,
    };
  }
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError("InvalidParameterValue", message);
}

import { PassThrough } from "node:stream";

import type { FunctionContext, Handler } from "@millrace/core";
import { TargetResponseError } from "@millrace/core/connector";

import { streamingMark } from "./awslambda.ts";

type StreamingHandler = (
  event: unknown,
  stream: PassThrough,
  context: FunctionContext,
) => PromiseLike<unknown>;

/** True for what `awslambda.streamifyResponse` has marked. */
export function isStreaming(handler: unknown): handler is StreamingHandler {
  return (handler as Record<symbol, unknown>)[streamingMark] === "response";
}

/**
 * Calls a streaming handler and reads its stream to the end: a mapping wants one batch response.
 * Source of the texts: aws-lambda-nodejs-runtime-interface-client.
 */
export function collectStream(handler: StreamingHandler, handlerString: string): Handler {
  return async (event, context) => {
    const stream = new PassThrough();
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer | string) => void chunks.push(Buffer.from(chunk)));
    const returned: unknown = handler(event, stream, context);
    if (typeof (returned as { then?: unknown } | undefined)?.then !== "function")
      throw new TypeError("Streaming does not support non-async handlers.");
    await returned;
    if (!stream.writableEnded) throw new Error("Response stream is not finished.");
    const text = Buffer.concat(chunks).toString("utf8");
    return text === "" ? null : parse(text, handlerString);
  };
}

function parse(text: string, handlerString: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TargetResponseError(`${handlerString} has written a stream that is not JSON`, {
      cause,
    });
  }
}

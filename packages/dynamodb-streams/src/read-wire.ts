/** An answer as the HTTP handler gives it. */
export interface WireResponse {
  readonly statusCode: number;
  /** A stream of bytes. */
  readonly body?: unknown;
}

/**
 * The JSON of an answer, parsed once.
 * @throws Error with the service's name for it, when it is an error.
 */
export async function readWire(response: WireResponse): Promise<object> {
  const text = await readText(response.body as AsyncIterable<Uint8Array> | undefined);
  if (response.statusCode >= 200 && response.statusCode < 300) return JSON.parse(text) as object;
  const { name, message } = readFault(text, response.statusCode);
  const error = Object.assign(new Error(message), {
    name,
    $metadata: { httpStatusCode: response.statusCode },
  });
  // The SDK's signer corrects its clock by the date of the answer.
  Object.defineProperty(error, "$response", { value: response });
  throw error;
}

async function readText(body: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  if (body === undefined) return "";
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return (
    chunks.length === 1 && chunks[0] instanceof Buffer ? chunks[0] : Buffer.concat(chunks)
  ).toString("utf8");
}

/** `{"__type": "com.amazonaws.dynamodb.v20120810#ExpiredIteratorException", "message": …}`, or what a proxy says. */
function readFault(
  text: string,
  status: number,
): { readonly name: string; readonly message: string } {
  try {
    const fault = JSON.parse(text) as {
      readonly __type?: unknown;
      readonly message?: unknown;
      readonly Message?: unknown;
    };
    const type = typeof fault.__type === "string" ? fault.__type : `HTTP${status}`;
    const message = fault.message ?? fault.Message;
    return {
      name: type.slice(type.lastIndexOf("#") + 1),
      message: typeof message === "string" ? message : "no message",
    };
  } catch {
    return { name: `HTTP${status}`, message: `an answer that is not JSON: ${text.slice(0, 100)}` };
  }
}

import type { Socket } from "node:net";

export interface HttpRequest {
  /** The x-amz-target header: service and action. */
  readonly target: string;
  readonly body: string;
}

export interface HttpResponse {
  readonly status: number;
  /** ASCII only. */
  readonly json: string;
  /** The old error code, for clients that compare with the query protocol's. */
  readonly queryError?: string;
}

export interface HttpExchange {
  readonly request: HttpRequest;
  /** To be called once; does nothing when the client has gone. */
  readonly respond: (response: HttpResponse) => void;
  /** Set it to learn that the client went before the answer. */
  onAbandoned: () => void;
}

const headEnd = Buffer.from("\r\n\r\n");
const targetHeader = /\r\nx-amz-target: *([A-Za-z0-9_.]+)/i;
const lengthHeader = /\r\ncontent-length: *(\d+)/i;
const reasons: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  411: "Length Required",
};
let requestCount = 0;

/**
 * HTTP/1.1 with keep-alive and nothing else: what the AWS SDK sends, at a third of the cost of node:http. A request
 * waits until the one before it on its connection is answered.
 */
export function serveHttpConnection(
  socket: Socket,
  onExchange: (exchange: HttpExchange) => void,
): void {
  let pending: Buffer = Buffer.alloc(0);
  let current: HttpExchange | undefined;

  const advance = (): void => {
    while (current === undefined && pending.length > 0) {
      const parsed = parseRequest(pending);
      if (parsed === "incomplete") return;
      if (parsed === "no-length") {
        socket.end(
          formatResponse({ status: 411, json: '{"message":"send a content-length"}' }),
          "latin1",
        );
        return;
      }
      pending = pending.subarray(parsed.bytes);
      const exchange: HttpExchange = {
        request: parsed.request,
        respond: (response) => {
          current = undefined;
          if (socket.writable) socket.write(formatResponse(response), "latin1");
          advance();
        },
        onAbandoned: () => undefined,
      };
      current = exchange;
      onExchange(exchange);
    }
  };

  socket.setNoDelay(true);
  socket.on("data", (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    advance();
  });
  socket.on("close", () => current?.onAbandoned());
  // A client that is killed in mid-request resets the connection; "close" follows and does what is to be done.
  socket.on("error", () => socket.destroy());
}

interface ParsedRequest {
  readonly request: HttpRequest;
  readonly bytes: number;
}

function parseRequest(buffer: Buffer): ParsedRequest | "incomplete" | "no-length" {
  const headBytes = buffer.indexOf(headEnd);
  if (headBytes === -1) return "incomplete";
  const head = buffer.toString("latin1", 0, headBytes);
  const length = lengthHeader.exec(head)?.[1];
  if (length === undefined) return "no-length";
  const bodyStart = headBytes + headEnd.length;
  const bytes = bodyStart + Number(length);
  if (buffer.length < bytes) return "incomplete";
  return {
    request: {
      target: targetHeader.exec(head)?.[1] ?? "",
      body: buffer.toString("utf8", bodyStart, bytes),
    },
    bytes,
  };
}

function formatResponse({ status, json, queryError }: HttpResponse): string {
  requestCount += 1;
  const requestId = `00000000-0000-4000-8000-${requestCount.toString(16).padStart(12, "0")}`;
  const errorHeader =
    queryError === undefined ? "" : `x-amzn-query-error: ${queryError};Sender\r\n`;
  return (
    `HTTP/1.1 ${status} ${reasons[status] ?? "Error"}\r\nx-amzn-requestid: ${requestId}\r\n${errorHeader}` +
    `content-type: application/x-amz-json-1.0\r\ncontent-length: ${json.length}\r\n\r\n${json}`
  );
}

/** A trace context as read from an AWS trace header. */
export interface TraceHeader {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

const root = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/;
const parent = /^[0-9a-f]{16}$/;

/**
 * Reads `Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1`, in any order,
 * with unknown fields skipped. The X-Ray id is the W3C trace id, written in two parts.
 * Source: AWS X-Ray Developer Guide, "Tracing header".
 *
 * @returns undefined when the header has no root, or no parent to link to.
 */
export function parseTraceHeader(header: string): TraceHeader | undefined {
  let traceId: string | undefined;
  let spanId: string | undefined;
  let sampled = false;
  for (const field of header.split(";")) {
    const separator = field.indexOf("=");
    if (separator === -1) continue;
    const value = field.slice(separator + 1).trim();
    switch (field.slice(0, separator).trim().toLowerCase()) {
      case "root": {
        const match = root.exec(value.toLowerCase());
        if (match) traceId = `${match[1]}${match[2]}`;
        break;
      }
      case "parent":
        if (parent.test(value.toLowerCase())) spanId = value.toLowerCase();
        break;
      case "sampled":
        sampled = value === "1";
        break;
      default:
    }
  }
  if (traceId === undefined || spanId === undefined) return undefined;
  return { traceId, spanId, sampled };
}

import type { TraceCarrier } from "@millrace/core/connector";

import type { Message } from "./queue-client.ts";

/** The fields of W3C Trace Context and Baggage, as producers put them into String attributes. */
const fieldNames = ["traceparent", "tracestate", "baggage"] as const;

/**
 * The trace context that travels with a message: message attributes of an OpenTelemetry producer, or
 * the system attribute of X-Ray. Undefined when there is none.
 */
export function readTraceCarrier(message: Message): TraceCarrier | undefined {
  const xRay = message.Attributes?.["AWSTraceHeader"];
  const fields = readFields(message.MessageAttributes);
  if (xRay === undefined && fields === undefined) return undefined;
  return {
    ...(fields === undefined ? {} : { fields }),
    ...(xRay === undefined ? {} : { xRay }),
  };
}

function readFields(
  attributes: Message["MessageAttributes"],
): Readonly<Record<string, string>> | undefined {
  if (attributes?.["traceparent"]?.StringValue === undefined) return undefined;
  const fields: Record<string, string> = {};
  for (const name of fieldNames) {
    const value = attributes[name]?.StringValue;
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

import { expect, test } from "vitest";

import type { Message } from "../src/queue-client.ts";
import { readTraceCarrier } from "../src/trace-carrier.ts";

function withAttributes(attributes: Readonly<Record<string, string>>): Message {
  return {
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [
        name,
        { StringValue, DataType: "String" },
      ]),
    ),
  };
}

const traceparent = "00-67891233abcdef012345678912345678-53995c3f42cd8ad8-01";
const xRay = "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1";

test("takes the fields that an OpenTelemetry producer sent, and no others", () => {
  const message = withAttributes({ traceparent, tracestate: "a=b", baggage: "k=v", other: "x" });
  expect(readTraceCarrier(message)).toEqual({
    fields: { traceparent, tracestate: "a=b", baggage: "k=v" },
  });
});

test("takes X-Ray's header, beside them or alone", () => {
  const Attributes = { AWSTraceHeader: xRay };
  expect(readTraceCarrier({ Attributes })).toEqual({ xRay });
  expect(readTraceCarrier({ ...withAttributes({ traceparent }), Attributes })).toEqual({
    fields: { traceparent },
    xRay,
  });
});

test.each([{}, withAttributes({ tracestate: "a=b" }), { Attributes: { SenderId: "x" } }])(
  "is nothing without a trace: %j",
  (message: Message) => {
    expect(readTraceCarrier(message)).toBeUndefined();
  },
);

import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";

type Result = Parameters<Parameters<SpanExporter["export"]>[1]>[0];

/** Attributes that are worth their place in a line. */
const shown = [
  "messaging.batch.message_count",
  "millrace.mapping",
  "millrace.attempt",
  "millrace.batch.failed_count",
  "faas.invocation.id",
  "error.type",
];
const idLength = 8;

/**
 * Writes each span as one line a person can read:
 * `span 12:04:31.512  process orders  CONSUMER  12.3 ms  trace 4bf92f35 span 00f067aa  links 2  … ok`.
 */
export class LineSpanExporter implements SpanExporter {
  readonly #write: (line: string) => unknown;

  constructor(write: (line: string) => unknown) {
    this.#write = write;
  }

  export(spans: ReadableSpan[], done: (result: Result) => void): void {
    for (const span of spans) this.#write(`${formatSpan(span)}\n`);
    done({ code: 0 });
  }

  async shutdown(): Promise<void> {}

  async forceFlush(): Promise<void> {}
}

function formatSpan(span: ReadableSpan): string {
  const { traceId, spanId } = span.spanContext();
  const parent = span.parentSpanContext?.spanId.slice(0, idLength);
  const attributes = shown
    .filter((name) => span.attributes[name] !== undefined)
    .map((name) => `${name.slice(name.lastIndexOf(".") + 1)}=${String(span.attributes[name])}`);
  return [
    `span ${new Date(toMs(span.startTime)).toISOString().slice(11, 23)}`,
    span.name,
    SpanKind[span.kind],
    `${toMs(span.duration).toFixed(1)} ms`,
    `trace ${traceId.slice(0, idLength)} span ${spanId.slice(0, idLength)}${parent === undefined ? "" : ` parent ${parent}`}`,
    ...(span.links.length === 0 ? [] : [`links ${span.links.length}`]),
    ...attributes,
    span.status.code === SpanStatusCode.ERROR ? `error ${span.status.message ?? ""}`.trim() : "ok",
  ].join("  ");
}

function toMs([seconds, nanoseconds]: ReadableSpan["duration"]): number {
  return seconds * 1000 + nanoseconds / 1e6;
}

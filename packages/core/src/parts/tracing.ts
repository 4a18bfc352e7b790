import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  type Link,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  propagation,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from "@opentelemetry/api";

import { MillraceError } from "../base/millrace-error.ts";
import {
  attributes,
  faasTriggerPubSub,
  operationTypes,
  otherError,
  schemaUrl,
} from "../base/semconv.ts";
import type { SettleResult } from "../contracts/queue-source.ts";
import type { TraceCarrier } from "../model/delivery.ts";
import { parseTraceHeader } from "../rules/trace-header.ts";

/**
 * The key under which the OpenTelemetry SDKs of both major versions look for suppression. Made by name,
 * so that it equals theirs without depending on them.
 */
const suppressKey = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

/** Runs a call of a vendor's SDK unseen: Millrace makes the spans, an instrumented SDK would double them. */
export function suppressTracing<Result>(call: () => Result): Result {
  return context.with(context.active().setValue(suppressKey, true), call);
}

/** What the API stands in with while no SDK is registered. */
const noProvider = new ProxyTracerProvider().getDelegate();

/** False while spans go nowhere: then nothing is collected for them either. */
function isTracing(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegate() !== noProvider;
}

const untracedProcess: ProcessSpan = {
  context: ROOT_CONTEXT,
  spanContext: INVALID_SPAN_CONTEXT,
  end() {},
};

/** The SDK's own limit on links of a span: more would be cut off in silence. */
const maximumLinks = 128;
/** Of these, what may go to the receives that a large batch was collected from. */
const maximumReceiveLinks = 16;

export interface TracedMessage {
  readonly id: string;
  readonly trace?: TraceCarrier;
}

export interface TracingOptions {
  readonly messagingSystem: string;
  readonly destination: string;
  /** Name of the receive operation, such as `receive`. */
  readonly receiveOperation: string;
  readonly mappingName: string;
  readonly mappingId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A process span of one attempt. */
export interface ProcessSpan {
  /** Active while the handler runs. */
  readonly context: Context;
  readonly spanContext: SpanContext;
  end(outcome: { readonly failedCount: number; readonly error?: unknown }): void;
}

/**
 * The spans of a mapping: receive (CLIENT), process (CONSUMER), settle (CLIENT, child of process).
 * Process spans are roots with a link to each producer's context: a batch has many parents.
 * Source: OpenTelemetry semantic conventions, messaging spans.
 */
export class Tracing {
  readonly #tracer: Tracer;
  readonly #destination: string;
  readonly #receiveOperation: string;
  readonly #base: Attributes;

  constructor(options: TracingOptions) {
    this.#tracer = trace.getTracerProvider().getTracer("@millrace/core", undefined, { schemaUrl });
    this.#destination = options.destination;
    this.#receiveOperation = options.receiveOperation;
    const tags = Object.entries(options.tags).map(([key, value]) => [
      `${attributes.millraceTag}${key}`,
      value,
    ]);
    this.#base = {
      [attributes.messagingSystemName]: options.messagingSystem,
      [attributes.messagingSystem]: options.messagingSystem.replaceAll(".", "_"),
      [attributes.destinationName]: options.destination,
      [attributes.resourceMappingId]: options.mappingId,
      [attributes.millraceMapping]: options.mappingName,
      ...(Object.fromEntries(tags) as Attributes),
    };
  }

  /** A receive that brought messages or failed; empty polls leave no span. Times are epoch milliseconds. */
  recordReceive(
    messages: readonly TracedMessage[],
    startMs: number,
    endMs: number,
    error?: unknown,
  ): SpanContext | undefined {
    if (!isTracing()) return undefined;
    const span = this.#start(
      this.#receiveOperation,
      operationTypes.receive,
      SpanKind.CLIENT,
      ROOT_CONTEXT,
      {
        startTime: startMs,
        links: linkProducers(messages, maximumLinks),
        attributes: { [attributes.batchMessageCount]: messages.length },
      },
    );
    if (error !== undefined) fail(span, error);
    span.end(endMs);
    return span.spanContext();
  }

  /**
   * @param receives the spans of the receives that brought the messages.
   * @param previous the span of the attempt before this one.
   */
  startProcess(
    messages: readonly TracedMessage[],
    receives: readonly SpanContext[],
    details: { readonly requestId: string; readonly attempt: number; readonly reason: string },
    previous?: SpanContext,
  ): ProcessSpan {
    if (!isTracing()) return untracedProcess;
    const own = [...new Set(receives)].slice(0, maximumReceiveLinks);
    if (previous !== undefined && isSpanContextValid(previous)) own.push(previous);
    const producers = linkProducers(messages, maximumLinks - own.length);
    const links = [...producers, ...own.map((spanContext) => ({ context: spanContext }))];
    const dropped =
      producers.length < maximumLinks - own.length ? 0 : messages.length - producers.length;
    const span = this.#start("process", operationTypes.process, SpanKind.CONSUMER, ROOT_CONTEXT, {
      links,
      attributes: {
        [attributes.batchMessageCount]: messages.length,
        [attributes.faasTrigger]: faasTriggerPubSub,
        [attributes.faasInvocationId]: details.requestId,
        [attributes.millraceAttempt]: details.attempt,
        [attributes.millraceCloseReason]: details.reason,
        ...(dropped > 0 ? { [attributes.millraceLinksDropped]: dropped } : {}),
      },
    });
    return {
      // From the root: the poller's context is suppressed, and the handler's spans may not be.
      context: trace.setSpan(ROOT_CONTEXT, span),
      spanContext: span.spanContext(),
      end({ failedCount, error }) {
        if (failedCount > 0) span.setAttribute(attributes.millraceFailedCount, failedCount);
        if (error !== undefined) fail(span, error);
        span.end();
      },
    };
  }

  /** Runs a settlement in a span of its own. `call` must not throw. */
  async settle(
    operation: string,
    count: number,
    parent: Context | undefined,
    call: () => Promise<readonly SettleResult[]>,
  ): Promise<readonly SettleResult[]> {
    const span = this.#start(
      operation,
      operationTypes.settle,
      SpanKind.CLIENT,
      parent ?? ROOT_CONTEXT,
      {
        attributes: { [attributes.batchMessageCount]: count },
      },
    );
    const results = await suppressTracing(call);
    if (results.includes("failed"))
      fail(span, new MillraceError("MILLRACE_SOURCE_FAILED", "not confirmed"));
    else if (results.includes("lost"))
      fail(span, new MillraceError("MILLRACE_LEASE_LOST", "the lease was over"));
    span.end();
    return results;
  }

  #start(
    operation: string,
    type: string,
    kind: SpanKind,
    parent: Context,
    options: {
      readonly startTime?: number;
      readonly links?: Link[];
      readonly attributes: Attributes;
    },
  ): Span {
    return this.#tracer.startSpan(
      `${operation} ${this.#destination}`,
      {
        kind,
        ...(options.startTime === undefined ? {} : { startTime: options.startTime }),
        ...(options.links === undefined ? {} : { links: options.links }),
        attributes: {
          ...this.#base,
          [attributes.operationName]: operation,
          [attributes.operationType]: type,
          ...options.attributes,
        },
      },
      parent,
    );
  }
}

/** One link per message that carries a context, up to a limit. */
function linkProducers(messages: readonly TracedMessage[], limit: number): Link[] {
  const links: Link[] = [];
  for (const message of messages) {
    if (links.length === limit) break;
    const producer = message.trace === undefined ? undefined : extractProducer(message.trace);
    if (producer !== undefined) {
      links.push({ context: producer, attributes: { [attributes.messageId]: message.id } });
    }
  }
  return links;
}

function extractProducer(carrier: TraceCarrier): SpanContext | undefined {
  if (carrier.fields !== undefined) {
    const extracted = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, carrier.fields));
    if (extracted !== undefined) return extracted;
  }
  const header = carrier.xRay === undefined ? undefined : parseTraceHeader(carrier.xRay);
  if (header === undefined) return undefined;
  const { traceId, spanId, sampled } = header;
  return {
    traceId,
    spanId,
    isRemote: true,
    traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  };
}

function fail(span: Span, error: unknown): void {
  span.setAttribute(attributes.errorType, errorType(error));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function errorType(error: unknown): string {
  if (error instanceof MillraceError) return error.code;
  return error instanceof Error && error.name !== "" ? error.name : otherError;
}

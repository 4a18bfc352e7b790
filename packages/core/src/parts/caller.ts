import { context, type SpanContext } from "@opentelemetry/api";

import type { Clock } from "../base/clock.ts";
import type { Emitter } from "../base/emitter.ts";
import { MillraceError } from "../base/millrace-error.ts";
import type { MappingEvents } from "../contracts/mapping-events.ts";
import type { Target } from "../contracts/target.ts";
import type { CloseReason } from "../model/batch.ts";
import type { InvocationEnd, Verdict } from "../model/verdict.ts";
import { namesFailures } from "../rules/read-response.ts";
import { type Call, invoke } from "./invoke.ts";
import type { ProcessSpan, TracedMessage, Tracing } from "./tracing.ts";

export interface CallerOptions {
  readonly clock: Clock;
  readonly target: Target;
  readonly events: Emitter<MappingEvents>;
  readonly tracing: Tracing;
  readonly reportBatchItemFailures: boolean;
}

/** One call to the handler, with what telemetry wants to know of it. */
export interface CallRequest {
  readonly messages: readonly TracedMessage[];
  /** Bytes of the serialised event. */
  readonly bytes: number;
  /** Builds the event: called once, after the span has started. */
  readonly toEvent: () => unknown;
  readonly requestId: string;
  readonly attempt: number;
  readonly reason: CloseReason;
  /** When the batch's first record entered, by the injected clock. */
  readonly openedAtMs: number;
  /** Spans of the receives that brought the messages. */
  readonly receives: readonly SpanContext[];
  /** Span of the attempt before this one. */
  readonly previous: SpanContext | undefined;
  /** Hears of the call as it starts: it can be aborted through it. */
  readonly onStarted?: (call: Call) => void;
}

/** What the caller reads of an outcome. */
export interface CallOutcome {
  readonly verdict: Verdict;
  readonly error?: unknown;
}

/** A call that has an outcome; its handler may still run. */
export interface Round<Outcome> {
  readonly end: InvocationEnd;
  readonly outcome: Outcome;
  readonly span: ProcessSpan;
  /** Resolves when the handler itself has settled: after a timeout it may still run. */
  readonly settled: Promise<void>;
}

/**
 * Calls the target and tells what happens: span, events, the running calls. What follows from an outcome
 * is not its affair.
 */
export class Caller {
  readonly #options: CallerOptions;
  readonly #running = new Map<Call, readonly TracedMessage[]>();

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  /** Messages whose handler has not settled. */
  get inHandler(): number {
    let messages = 0;
    for (const running of this.#running.values()) messages += running.length;
    return messages;
  }

  /** Tells every running handler, by its signal, that its time is up. */
  abortAll(reason: Error): void {
    for (const call of this.#running.keys()) call.abort(reason);
  }

  /**
   * @param decide what the end means for the records; and which of them failed.
   */
  async call<Outcome extends CallOutcome>(
    request: CallRequest,
    decide: (end: InvocationEnd) => Outcome,
    failedIdsOf: (outcome: Outcome) => readonly string[],
  ): Promise<Round<Outcome>> {
    const { clock, events, tracing } = this.#options;
    const { messages, bytes, requestId, attempt, reason } = request;
    const ids = messages.map((message) => message.id);
    const details = { requestId, attempt, reason };
    const span = tracing.startProcess(messages, request.receives, details, request.previous);
    const startedAtMs = clock.now();
    const waitedMs = startedAtMs - request.openedAtMs;
    events.emit("invoking", { requestId, ids, bytes, attempt, reason, waitedMs });

    const call = context.with(span.context, () => this.#invoke(request));
    this.#running.set(call, messages);
    request.onStarted?.(call);

    const end = await call.end;
    this.#warnOfIgnored(end, requestId);
    const outcome = decide(end);
    const failedIds = failedIdsOf(outcome);
    const { verdict, error } = outcome;
    span.end({ failedCount: failedIds.length, error });
    const endedAtMs = clock.now();
    events.emit("invoked", {
      requestId,
      ids,
      bytes,
      attempt,
      verdict,
      failedIds,
      tookMs: endedAtMs - startedAtMs,
      ...(error === undefined ? {} : { error }),
    });
    return { end, outcome, span, settled: this.#settled(call, end, requestId, endedAtMs) };
  }

  #invoke({ toEvent, requestId }: CallRequest): Call {
    const { target, clock } = this.#options;
    let event: unknown;
    try {
      event = toEvent();
    } catch (error) {
      // A connector that cannot build its event: the batch has failed, its slot and lanes must not stay taken.
      const end = Promise.resolve({ type: "functionError", error } as const);
      return { end, settled: Promise.resolve(), abort: () => {} };
    }
    return invoke(target, event, requestId, clock);
  }

  async #settled(
    call: Call,
    end: InvocationEnd,
    requestId: string,
    endedAtMs: number,
  ): Promise<void> {
    await call.settled;
    this.#running.delete(call);
    if (end.type !== "timeout") return;
    const lateMs = this.#options.clock.now() - endedAtMs;
    this.#options.events.emit("runawaySettled", { requestId, lateMs });
  }

  #warnOfIgnored(end: InvocationEnd, requestId: string): void {
    const { reportBatchItemFailures, events } = this.#options;
    if (reportBatchItemFailures || end.type !== "response" || !namesFailures(end.payload)) return;
    events.emit("responseIgnored", { requestId });
  }
}

/** What a handler hears when a shutdown runs out of time. */
export function outOfTime(): MillraceError {
  return new MillraceError("MILLRACE_SHUTDOWN", "the mapping is closing and its time is up");
}

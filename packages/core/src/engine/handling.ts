import type { SpanContext } from "@opentelemetry/api";
import { context } from "@opentelemetry/api";

import { sleep } from "../base/clock.ts";
import type { Emitter } from "../base/emitter.ts";
import { MillraceError } from "../base/millrace-error.ts";
import type { TaskSet } from "../base/task-set.ts";
import type { QueueSourceDefinition } from "../contracts/connector.ts";
import type { Environment } from "../contracts/environment.ts";
import type { MappingEvents } from "../contracts/mapping-events.ts";
import type { ResolvedQueueOptions } from "../contracts/mapping-options.ts";
import type { QueueSource } from "../contracts/queue-source.ts";
import type { Target } from "../contracts/target.ts";
import type { InvocationEnd } from "../model/verdict.ts";
import type { Dispatch } from "../parts/dispatcher.ts";
import type { Heartbeat } from "../parts/heartbeat.ts";
import type { HeldDelivery } from "../parts/held-delivery.ts";
import { type Call, invoke } from "../parts/invoke.ts";
import type { Settler } from "../parts/settler.ts";
import type { ProcessSpan, Tracing } from "../parts/tracing.ts";
import { backoffMs } from "../rules/backoff.ts";
import { decideQueueOutcome, type QueueOutcome } from "../rules/queue-outcome.ts";
import { namesFailures } from "../rules/read-response.ts";
import { targetBackoff } from "../rules/source-backoff.ts";

export interface HandlingOptions<Item, Event> {
  readonly environment: Environment;
  readonly definition: QueueSourceDefinition<Item, Event>;
  readonly source: QueueSource<Item, Event>;
  readonly options: ResolvedQueueOptions;
  readonly target: Target;
  readonly events: Emitter<MappingEvents>;
  readonly tasks: TaskSet;
  readonly tracing: Tracing;
  readonly heartbeat: Heartbeat<Item>;
  readonly settler: Settler<Item>;
  readonly drop: (held: HeldDelivery<Item>) => void;
  /** A batch's records are settled and its handler has ended: its lanes are free. */
  readonly onLeft: (entries: readonly HeldDelivery<Item>[]) => void;
}

/** A lease that is shorter than this at the start of a call is extended first. */
const leastLeaseMs = 2_000;

/**
 * What happens to one batch between the batcher and the queue:
 *
 * ```
 *   ensure leases ─► invoke ─┬─ success, partial, failure ─► settle (in the background)
 *        ▲                   ├─ not invoked: wait, leases kept ─┐
 *        │                   └─ a failed lane with retries left ┤
 *        └──────────────────────────────────────────────────────┘
 * ```
 */
export class Handling<Item, Event> {
  readonly #options: HandlingOptions<Item, Event>;
  readonly #calls = new Map<Call, readonly HeldDelivery<Item>[]>();
  /** Ends waits between calls: what waits is released. */
  readonly #draining = new AbortController();
  #forced = false;
  #closed = false;

  constructor(options: HandlingOptions<Item, Event>) {
    this.#options = options;
  }

  /** Records whose handler has not settled. */
  get inHandler(): number {
    let records = 0;
    for (const entries of this.#calls.values()) records += entries.length;
    return records;
  }

  /** Handles a batch. Resolves when its handler has settled and its slot is free. */
  async run(dispatch: Dispatch<Item>): Promise<void> {
    const { onLeft, tasks } = this.#options;
    const settlements: Promise<void>[] = [];
    await this.#attempts(dispatch, settlements);
    tasks.run(async () => {
      await Promise.all(settlements);
      onLeft(dispatch.entries);
    });
  }

  /** A drain has begun: nothing waits for another try. */
  drain(): void {
    this.#draining.abort(new MillraceError("MILLRACE_SHUTDOWN", "the mapping is closing"));
  }

  /** The drain's time is up: asks the handlers to stop. Those that do hand their records back at once. */
  force(): void {
    this.#forced = true;
    const reason = new MillraceError(
      "MILLRACE_SHUTDOWN",
      "the mapping is closing and its time is up",
    );
    for (const call of this.#calls.keys()) call.abort(reason);
  }

  /** From now on a handler that still ends changes nothing. @returns the records that are left behind. */
  abandon(): readonly HeldDelivery<Item>[] {
    this.#closed = true;
    return [...this.#calls.values()].flat();
  }

  async #attempts(dispatch: Dispatch<Item>, settlements: Promise<void>[]): Promise<void> {
    const { environment, definition, source } = this.#options;
    let laneRetries = source.capabilities.ordered ? definition.laneRetries : 0;
    let requestId = environment.random.uuid();
    let entries = dispatch.entries;
    let previous: SpanContext | undefined;
    for (let attempt = 1; ; attempt += 1) {
      entries = await this.#alive(entries);
      if (entries.length === 0) return;
      if (this.#draining.signal.aborted) {
        settlements.push(this.#settle(entries, "release"));
        return;
      }
      const round = await this.#attempt(dispatch, entries, { requestId, attempt, previous });
      previous = round.span.spanContext;
      const { outcome, end } = round;
      if (outcome.acknowledge.length > 0) {
        settlements.push(this.#settle(outcome.acknowledge, "acknowledge", round.span));
      }
      const again = outcome.verdict === "notInvoked" || (laneRetries > 0 && end.type !== "timeout");
      if (outcome.retry.length > 0 && !again)
        settlements.push(this.#settle(outcome.retry, this.#handBack(), round.span));
      await this.#settled(round, requestId);
      if (outcome.retry.length === 0 || !again) return;

      if (outcome.verdict !== "notInvoked") laneRetries -= 1;
      // An unchanged batch keeps its request id: idempotency layers in handlers are keyed on it.
      if (outcome.retry.length < entries.length) requestId = environment.random.uuid();
      entries = outcome.retry;
      await this.#wait(attempt);
    }
  }

  async #attempt(
    dispatch: Dispatch<Item>,
    entries: readonly HeldDelivery<Item>[],
    details: {
      readonly requestId: string;
      readonly attempt: number;
      readonly previous: SpanContext | undefined;
    },
  ): Promise<Round<Item>> {
    const { environment, source, target, events } = this.#options;
    const { requestId, attempt } = details;
    const span = this.#startSpan(dispatch, entries, details);
    const ids = entries.map((held) => held.id);
    const bytes = entries.reduce(
      (sum, held) => sum + held.bytes,
      source.capabilities.envelopeBytes,
    );
    const startedAtMs = environment.clock.now();
    const waitedMs = startedAtMs - dispatch.openedAtMs;
    events.emit("invoking", { requestId, ids, bytes, attempt, reason: dispatch.reason, waitedMs });

    for (const held of entries) held.phase = "handling";
    const event = source.toEvent(entries.map((held) => held.delivery));
    const call = context.with(span.context, () =>
      invoke(target, event, requestId, environment.clock),
    );
    this.#calls.set(call, entries);
    for (const held of entries) held.onLost = () => call.abort(lostLease());

    const end = await call.end;
    for (const held of entries) held.onLost = undefined;
    const outcome = this.#decide(entries, end, requestId);
    const failedIds = outcome.retry.map((held) => held.id);
    span.end({ failedCount: failedIds.length, error: outcome.error });
    const tookMs = environment.clock.now() - startedAtMs;
    const { verdict, error } = outcome;
    events.emit("invoked", {
      requestId,
      ids,
      bytes,
      attempt,
      verdict,
      failedIds,
      tookMs,
      ...(error === undefined ? {} : { error }),
    });
    return { call, end, outcome, span, endedAtMs: environment.clock.now() };
  }

  #startSpan(
    dispatch: Dispatch<Item>,
    entries: readonly HeldDelivery<Item>[],
    details: {
      readonly requestId: string;
      readonly attempt: number;
      readonly previous: SpanContext | undefined;
    },
  ): ProcessSpan {
    const receives = entries.flatMap((held) =>
      held.receiveSpan === undefined ? [] : [held.receiveSpan],
    );
    const { requestId, attempt, previous } = details;
    return this.#options.tracing.startProcess(
      entries.map((held) => held.delivery),
      receives,
      { requestId, attempt, reason: dispatch.reason },
      previous,
    );
  }

  #decide(
    entries: readonly HeldDelivery<Item>[],
    end: InvocationEnd,
    requestId: string,
  ): QueueOutcome<HeldDelivery<Item>> {
    const { options, definition, events } = this.#options;
    const { reportBatchItemFailures } = options;
    if (!reportBatchItemFailures && end.type === "response" && namesFailures(end.payload)) {
      events.emit("responseIgnored", { requestId });
    }
    return decideQueueOutcome(entries, end, {
      reportBatchItemFailures,
      laneFailure: definition.laneFailure,
    });
  }

  /** Waits for the handler itself: after a timeout it may still run, and its slot is not free. */
  async #settled(round: Round<Item>, requestId: string): Promise<void> {
    await round.call.settled;
    this.#calls.delete(round.call);
    if (round.end.type !== "timeout") return;
    const lateMs = this.#options.environment.clock.now() - round.endedAtMs;
    this.#options.events.emit("runawaySettled", { requestId, lateMs });
  }

  /** Those of the entries that are still ours, with leases long enough to start. */
  async #alive(entries: readonly HeldDelivery<Item>[]): Promise<readonly HeldDelivery<Item>[]> {
    await this.#options.heartbeat.ensure(entries, leastLeaseMs);
    const alive = entries.filter((held) => !held.lost);
    for (const held of entries) if (held.lost) this.#options.drop(held);
    return alive;
  }

  #handBack(): "retry" | "release" {
    return this.#forced ? "release" : "retry";
  }

  #settle(
    entries: readonly HeldDelivery<Item>[],
    action: "acknowledge" | "retry" | "release",
    span?: ProcessSpan,
  ): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const settling = this.#options.settler.settle(entries, action, span?.context);
    this.#options.tasks.run(() => settling);
    return settling;
  }

  async #wait(failures: number): Promise<void> {
    const { clock, random } = this.#options.environment;
    try {
      await sleep(clock, backoffMs(targetBackoff, failures, random), this.#draining.signal);
    } catch {
      // Draining: the next round releases the records.
    }
  }
}

/** One attempt, as far as it went. */
interface Round<Item> {
  readonly call: Call;
  readonly end: InvocationEnd;
  readonly outcome: QueueOutcome<HeldDelivery<Item>>;
  readonly span: ProcessSpan;
  readonly endedAtMs: number;
}

/** Made when it happens: an error costs as much as handling several messages. */
function lostLease(): MillraceError {
  return new MillraceError("MILLRACE_LEASE_LOST", "the lease of a record of this batch is over");
}

import type { SpanContext } from "@opentelemetry/api";

import { sleep } from "../base/clock.ts";
import { MillraceError } from "../base/millrace-error.ts";
import type { TaskSet } from "../base/task-set.ts";
import type { QueueSourceDefinition } from "../contracts/connector.ts";
import type { Environment } from "../contracts/environment.ts";
import type { ResolvedQueueOptions } from "../contracts/mapping-options.ts";
import type { QueueSource } from "../contracts/queue-source.ts";
import { type Caller, type CallRequest, outOfTime, type Round } from "../parts/caller.ts";
import type { Dispatch } from "../parts/dispatcher.ts";
import type { Heartbeat } from "../parts/heartbeat.ts";
import type { HeldDelivery } from "../parts/held-delivery.ts";
import type { Settler } from "../parts/settler.ts";
import type { ProcessSpan } from "../parts/tracing.ts";
import { backoffMs } from "../rules/backoff.ts";
import { decideQueueOutcome, type QueueOutcome } from "../rules/queue-outcome.ts";
import { targetBackoff } from "../rules/source-backoff.ts";

export interface HandlingOptions<Item, Event> {
  readonly environment: Environment;
  readonly definition: QueueSourceDefinition<Item, Event>;
  readonly source: QueueSource<Item, Event>;
  readonly options: ResolvedQueueOptions;
  readonly caller: Caller;
  readonly tasks: TaskSet;
  readonly heartbeat: Heartbeat<Item>;
  readonly settler: Settler<Item>;
  readonly drop: (held: HeldDelivery<Item>) => void;
  /** Nothing of this lane that is buffered may be handled any more. */
  readonly cutLane: (lane: string) => void;
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
  /** Ends waits between calls: what waits is released. */
  readonly #draining = new AbortController();
  #forced = false;
  #closed = false;

  constructor(options: HandlingOptions<Item, Event>) {
    this.#options = options;
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

  /** The drain's time is up: what handlers give up from now on is handed back at once. */
  force(): void {
    this.#forced = true;
    this.#options.caller.abortAll(outOfTime());
  }

  /** From now on a handler that still ends changes nothing. */
  abandon(): void {
    this.#closed = true;
  }

  async #attempts(dispatch: Dispatch<Item>, settlements: Promise<void>[]): Promise<void> {
    const { environment, definition, source } = this.#options;
    let laneRetries = source.capabilities.ordered ? definition.laneRetries : 0;
    let requestId = environment.random.uuid();
    let entries = dispatch.entries;
    let previous: SpanContext | undefined;
    // Left behind by a drain: the source is closed, and its messages are dropped.
    for (let attempt = 1; !this.#closed; attempt += 1) {
      entries = await this.#ready(entries, settlements);
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
        settlements.push(
          this.#settle(outcome.retry, this.#forced ? "release" : "retry", round.span),
        );
      // After a timeout the handler may still run, and its slot is not free.
      await round.settled;
      if (outcome.retry.length === 0 || !again) return;

      if (outcome.verdict !== "notInvoked") laneRetries -= 1;
      // An unchanged batch keeps its request id: idempotency layers in handlers are keyed on it.
      if (outcome.retry.length < entries.length) requestId = environment.random.uuid();
      entries = outcome.retry;
      await this.#wait(attempt);
    }
  }

  #attempt(
    dispatch: Dispatch<Item>,
    entries: readonly HeldDelivery<Item>[],
    details: Pick<CallRequest, "requestId" | "attempt" | "previous">,
  ): Promise<Round<QueueOutcome<HeldDelivery<Item>>>> {
    const { source, options, definition, caller } = this.#options;
    const { reportBatchItemFailures } = options;
    const { laneFailure } = definition;
    for (const held of entries) held.phase = "handling";
    return caller.call(
      {
        ...details,
        messages: entries.map((held) => held.delivery),
        bytes: entries.reduce((sum, held) => sum + held.bytes, source.capabilities.envelopeBytes),
        toEvent: () => source.toEvent(entries.map((held) => held.delivery)),
        reason: dispatch.reason,
        openedAtMs: dispatch.openedAtMs,
        receives: entries.flatMap((held) => held.receiveSpan ?? []),
        onStarted: (call) => {
          for (const held of entries) held.onLost = () => call.abort(lostLease());
        },
      },
      (end) => {
        for (const held of entries) held.onLost = undefined;
        return decideQueueOutcome(entries, end, { reportBatchItemFailures, laneFailure });
      },
      (outcome) => outcome.retry.map((held) => held.id),
    );
  }

  /**
   * Those of the entries that may be handled: still ours, with leases long enough to start, and nothing
   * in front of them in their lane that is not. What is behind such a hole is handed back.
   */
  async #ready(
    entries: readonly HeldDelivery<Item>[],
    settlements: Promise<void>[],
  ): Promise<readonly HeldDelivery<Item>[]> {
    await this.#options.heartbeat.ensure(entries, leastLeaseMs);
    const ready: HeldDelivery<Item>[] = [];
    const behind: HeldDelivery<Item>[] = [];
    const cutLanes = new Set<string>();
    for (const held of entries) {
      const { lane } = held;
      if (held.lost) this.#options.drop(held);
      else if (held.cut || (lane !== undefined && cutLanes.has(lane))) behind.push(held);
      else {
        ready.push(held);
        continue;
      }
      if (lane !== undefined) cutLanes.add(lane);
    }
    for (const lane of cutLanes) this.#options.cutLane(lane);
    if (behind.length > 0) settlements.push(this.#settle(behind, "release"));
    return ready;
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

/** Made when it happens: an error costs as much as handling several messages. */
function lostLease(): MillraceError {
  return new MillraceError("MILLRACE_LEASE_LOST", "the lease of a record of this batch is over");
}

import type { SpanContext } from "@opentelemetry/api";

import { sleep } from "../base/clock.ts";
import type { Emitter } from "../base/emitter.ts";
import type { Destination, DiscardCondition, DiscardedBatch } from "../contracts/destination.ts";
import type { Environment } from "../contracts/environment.ts";
import type { MappingEvents } from "../contracts/mapping-events.ts";
import type { ResolvedStreamOptions } from "../contracts/stream-options.ts";
import type { StreamSource } from "../contracts/stream-source.ts";
import type { Target } from "../contracts/target.ts";
import type { Caller } from "../parts/caller.ts";
import type { StreamEntry } from "../parts/stream-entry.ts";
import { type Backoff, backoffMs } from "../rules/backoff.ts";
import { countExpired } from "../rules/record-age.ts";
import { targetBackoff } from "../rules/source-backoff.ts";
import { decideStreamOutcome, type StreamOutcome } from "../rules/stream-outcome.ts";
import type { Identify } from "../rules/read-response.ts";
import type { LaneBatch, LaneStep } from "./stream-lane.ts";

export interface StreamHandlingOptions<Item, Event> {
  readonly environment: Environment;
  readonly source: StreamSource<Item, Event>;
  readonly shardId: string;
  readonly options: ResolvedStreamOptions;
  readonly target: Target;
  readonly destination: Destination<Item> | undefined;
  readonly caller: Caller;
  readonly events: Emitter<MappingEvents>;
  readonly identify: Identify;
  readonly oversizedCondition: DiscardCondition;
  /** These records are done, one way or the other: the position may move over them. */
  readonly onDone: (entries: readonly StreamEntry<Item>[]) => void;
  /** Aborted when the shard is given up: nothing is sent any more. */
  readonly signal: AbortSignal;
}

/** Between two calls of an unchanged batch: AWS does not publish its own. */
const retryBackoff: Backoff = { firstMs: 1_000, ceilingMs: 30_000 };
const destinationBackoff: Backoff = { firstMs: 1_000, ceilingMs: 30_000 };

/**
 * What happens to one batch of a lane, once:
 *
 * ```
 *   cut off what is too old ─► call ─┬─ success, or the records before the cut ─► done
 *            │                       ├─ suffix, halves, or the same again ─► next, after a wait
 *            ▼                       ▼
 *         discard ◄──────── attempts exhausted, too large ─► destination ─► done
 * ```
 */
export class StreamHandling<Item, Event> {
  readonly #options: StreamHandlingOptions<Item, Event>;
  #previous: SpanContext | undefined;
  /** Calls since the lane last made progress, and refusals of the target among them. */
  #fruitless = 0;

  constructor(options: StreamHandlingOptions<Item, Event>) {
    this.#options = options;
  }

  async step(batch: LaneBatch<Item>): Promise<LaneStep<Item>> {
    const { environment, options, oversizedCondition } = this.#options;
    if (batch.reason === "oversized")
      return this.#giveUp(batch, batch.entries, oversizedCondition, 1);
    const expired = countExpired(
      batch.entries.map((entry) => entry.record),
      options.maximumRecordAgeMs,
      environment.clock.wallTimeMs(),
    );
    if (expired > 0) {
      const rest = batch.entries.slice(expired);
      const calls = Math.max(1, batch.attempt - 1);
      const step = this.#giveUp(batch, batch.entries.slice(0, expired), "RecordAgeExceeded", calls);
      const { requestId: _requestId, ...unnamed } = batch;
      return rest.length === 0
        ? step
        : { ...step, next: [{ ...unnamed, entries: rest, attempt: 1 }] };
    }
    return this.#call(batch, batch.requestId ?? environment.random.uuid());
  }

  async #call(batch: LaneBatch<Item>, requestId: string): Promise<LaneStep<Item>> {
    const { source, shardId, options, caller, identify, onDone } = this.#options;
    const { entries, attempt } = batch;
    const rules = { ...options, identify };
    const round = await caller.call(
      {
        messages: entries.map((entry) => entry.record),
        bytes: entries.reduce((sum, entry) => sum + entry.bytes, source.capabilities.envelopeBytes),
        toEvent: () =>
          source.toEvent(
            entries.map((entry) => entry.record),
            shardId,
          ),
        requestId,
        attempt,
        reason: batch.reason,
        openedAtMs: batch.openedAtMs,
        receives: [],
        previous: attempt > 1 ? this.#previous : undefined,
      },
      (end) => decideStreamOutcome(entries, end, rules, { attempt }),
      (outcome) => failedIds(entries, outcome),
    );
    this.#previous = round.span.spanContext;
    const { outcome } = round;
    if (outcome.succeeded.length > 0) onDone(outcome.succeeded);
    // After a timeout the handler may still run: nothing of its lane is called meanwhile.
    await round.settled;
    return this.#follow(batch, requestId, outcome);
  }

  #follow(
    batch: LaneBatch<Item>,
    requestId: string,
    outcome: StreamOutcome<StreamEntry<Item>>,
  ): LaneStep<Item> {
    const { discard, next } = outcome;
    if (discard !== undefined) {
      const { entries, approximateInvokeCount, functionError } = discard;
      const response = { functionError };
      return this.#giveUp(
        { ...batch, requestId },
        entries,
        "RetryAttemptsExhausted",
        approximateInvokeCount,
        response,
      );
    }
    const { reason, openedAtMs } = batch;
    const batches = next.map(({ entries, attempt, changed }) => ({
      entries,
      reason,
      openedAtMs,
      attempt,
      // An unchanged batch keeps its request id: idempotency layers in handlers are keyed on it.
      ...(changed ? {} : { requestId }),
    }));
    return { next: batches, waitMs: this.#waitMs(outcome) };
  }

  /** Progress and splits go on at once; a batch that failed as it was, or was not called, waits. */
  #waitMs(outcome: StreamOutcome<StreamEntry<Item>>): number {
    const again = outcome.next.some((next) => !next.changed);
    if (!again) {
      this.#fruitless = 0;
      return 0;
    }
    this.#fruitless += 1;
    const backoff = outcome.verdict === "notInvoked" ? targetBackoff : retryBackoff;
    return backoffMs(backoff, this.#fruitless, this.#options.environment.random);
  }

  #giveUp(
    batch: LaneBatch<Item>,
    entries: readonly StreamEntry<Item>[],
    condition: DiscardCondition,
    approximateInvokeCount: number,
    response?: { readonly functionError: "Unhandled" | null },
  ): LaneStep<Item> {
    const { environment, shardId, source, target } = this.#options;
    this.#fruitless = 0;
    const discarded: DiscardedBatch<Item> = {
      condition,
      records: entries.map((entry) => entry.record),
      shardId,
      sourceArn: source.arn,
      requestId: batch.requestId ?? environment.random.uuid(),
      functionArn: target.invokedFunctionArn,
      approximateInvokeCount,
      ...(response === undefined ? {} : { response }),
      discardedAtMs: environment.clock.wallTimeMs(),
    };
    return { next: [], waitMs: 0, afterwards: () => this.#deliver(discarded, entries) };
  }

  /** The position may not move over a record that the destination has not accepted: tries until it has. */
  async #deliver(
    discarded: DiscardedBatch<Item>,
    entries: readonly StreamEntry<Item>[],
  ): Promise<void> {
    const { environment, destination, events, signal, onDone, shardId } = this.#options;
    const { condition } = discarded;
    const ids = entries.map((entry) => entry.id);
    for (let failures = 1; destination !== undefined; failures += 1) {
      if (signal.aborted) return;
      try {
        await destination.send(discarded, { signal });
        break;
      } catch (error) {
        if (signal.aborted) return;
        const waitMs = backoffMs(destinationBackoff, failures, environment.random);
        events.emit("destinationFailed", {
          destination: destination.name,
          error,
          backoffMs: waitMs,
        });
        await sleep(environment.clock, waitMs, signal).catch(() => {});
      }
    }
    events.emit("discarded", { shardId, ids, condition, delivered: destination !== undefined });
    onDone(entries);
  }
}

function failedIds<Item>(
  entries: readonly StreamEntry<Item>[],
  outcome: StreamOutcome<StreamEntry<Item>>,
): readonly string[] {
  return entries.slice(outcome.succeeded.length).map((entry) => entry.id);
}

import type { SpanContext } from "@opentelemetry/api";

import type { Clock } from "../base/clock.ts";
import type { Emitter } from "../base/emitter.ts";
import { Rate } from "../base/rate.ts";
import type { TaskSet } from "../base/task-set.ts";
import type { MappingEvents } from "../contracts/mapping-events.ts";
import type { Delivery } from "../model/delivery.ts";
import type { Batcher } from "../parts/batcher.ts";
import type { Dispatcher } from "../parts/dispatcher.ts";
import type { Heartbeat } from "../parts/heartbeat.ts";
import type { HeldDeliveries } from "../parts/held-deliveries.ts";
import type { HeldDelivery } from "../parts/held-delivery.ts";
import type { Settler } from "../parts/settler.ts";
import { suppressTracing, type Tracing } from "../parts/tracing.ts";
import type { RecordFilter } from "../rules/filter/index.ts";

export interface IntakeOptions<Item> {
  readonly clock: Clock;
  readonly events: Emitter<MappingEvents>;
  readonly tracing: Tracing;
  readonly tasks: TaskSet;
  readonly held: HeldDeliveries<Item>;
  readonly filter: RecordFilter | undefined;
  readonly batcher: Batcher<HeldDelivery<Item>>;
  readonly dispatcher: Dispatcher<Item>;
  readonly heartbeat: Heartbeat<Item>;
  readonly settler: Settler<Item>;
}

/** What stands between a receive and the batcher: tracing, the guard against duplicates, the filter. */
export class Intake<Item> {
  readonly #options: IntakeOptions<Item>;
  readonly #rate: Rate;
  readonly #receiveSpans = new WeakMap<readonly Delivery<Item>[], SpanContext>();
  #closing = false;

  constructor(options: IntakeOptions<Item>) {
    this.#options = options;
    this.#rate = new Rate(options.clock.now(), 10_000);
  }

  /** Messages received per millisecond, lately. */
  get ratePerMs(): number {
    return this.#rate.perMs ?? 0;
  }

  /** Runs one receive in its span; an empty one leaves none. */
  async receive(
    call: () => Promise<readonly Delivery<Item>[]>,
  ): Promise<readonly Delivery<Item>[]> {
    const { clock, tracing, events } = this.#options;
    const startedAtMs = clock.now();
    const startMs = clock.wallTimeMs();
    let deliveries: readonly Delivery<Item>[];
    try {
      deliveries = await suppressTracing(call);
    } catch (error) {
      tracing.recordReceive([], startMs, clock.wallTimeMs(), error);
      throw error;
    }
    if (deliveries.length > 0) {
      const span = tracing.recordReceive(deliveries, startMs, clock.wallTimeMs());
      if (span !== undefined) this.#receiveSpans.set(deliveries, span);
    }
    events.emit("received", {
      ids: deliveries.map((delivery) => delivery.id),
      bytes: deliveries.reduce((sum, delivery) => sum + delivery.bytes, 0),
      tookMs: clock.now() - startedAtMs,
    });
    return deliveries;
  }

  /** Takes what one receive brought; `reserved` credits pay for it. */
  take(deliveries: readonly Delivery<Item>[], reserved: number): void {
    const { clock, held, tasks, settler, heartbeat, dispatcher, batcher } = this.#options;
    const nowMs = clock.now();
    this.#rate.add(deliveries.length, nowMs);
    const fresh = held.take(deliveries, reserved, nowMs);
    if (fresh.length === 0) return;
    const receiveSpan = this.#receiveSpans.get(deliveries);
    for (const entry of fresh) entry.receiveSpan = receiveSpan;
    if (this.#closing) {
      tasks.run(() => settler.settle(fresh, "release"));
      return;
    }
    const wanted = this.#applyFilter(fresh);
    // What became due in this moment leaves before the new messages join.
    dispatcher.pump();
    batcher.add(wanted, nowMs);
    heartbeat.start();
    dispatcher.pump();
  }

  /** From now on what arrives is handed back at once. */
  close(): void {
    this.#closing = true;
  }

  /**
   * A message of which the connector cannot make a record: handed back until it is a dead letter, and
   * reported. The poller and the other messages go on; nothing of its lane may overtake it.
   */
  #refuse(entry: HeldDelivery<Item>, error: unknown): void {
    const { held, tasks, settler } = this.#options;
    if (entry.lane !== undefined) held.cutLane(entry.lane);
    tasks.run(async () => {
      await settler.settle([entry], "retry");
      throw error;
    });
  }

  /** @returns what the filter lets through; the rest is acknowledged, as Lambda deletes it. */
  #applyFilter(entries: readonly HeldDelivery<Item>[]): readonly HeldDelivery<Item>[] {
    const { filter, events, tasks, settler } = this.#options;
    if (filter === undefined) return entries;
    const wanted: HeldDelivery<Item>[] = [];
    const filtered: HeldDelivery<Item>[] = [];
    for (const entry of entries) {
      try {
        if (filter.matches(entry.delivery.toItem())) wanted.push(entry);
        else filtered.push(entry);
      } catch (error) {
        this.#refuse(entry, error);
      }
    }
    if (filtered.length > 0) {
      events.emit("filtered", { ids: filtered.map((entry) => entry.id) });
      tasks.run(() => settler.settle(filtered, "acknowledge"));
    }
    return wanted;
  }
}

import type { Emitter } from "../base/emitter.ts";
import { Rate } from "../base/rate.ts";
import { TaskSet } from "../base/task-set.ts";
import type { Budget } from "../contracts/budget.ts";
import type { QueueSourceDefinition } from "../contracts/connector.ts";
import type { Environment } from "../contracts/environment.ts";
import type { MappingEvents } from "../contracts/mapping-events.ts";
import type { ResolvedQueueOptions } from "../contracts/mapping-options.ts";
import type { QueueSource } from "../contracts/queue-source.ts";
import type { Target } from "../contracts/target.ts";
import type { DrainReport } from "../model/mapping-status.ts";
import { Batcher } from "../parts/batcher.ts";
import { createBudget } from "../parts/budget.ts";
import { Caller } from "../parts/caller.ts";
import { Credits } from "../parts/credits.ts";
import { Dispatcher } from "../parts/dispatcher.ts";
import { guardSource } from "../parts/guard-source.ts";
import { Heartbeat } from "../parts/heartbeat.ts";
import { HeldDeliveries } from "../parts/held-deliveries.ts";
import type { HeldDelivery } from "../parts/held-delivery.ts";
import { LaneGate } from "../parts/lane-gate.ts";
import { PollerPool } from "../parts/poller-pool.ts";
import { Settler } from "../parts/settler.ts";
import { reservedSlots, Slots } from "../parts/slots.ts";
import { suppressTracing, type Tracing } from "../parts/tracing.ts";
import type { RecordFilter } from "../rules/filter/index.ts";
import { PollerScale } from "../rules/poller-scale.ts";
import { prefetchRecords } from "../rules/prefetch.ts";
import { receivePauseMs } from "../rules/receive-pause.ts";
import { drainQueue } from "./drain-queue.ts";
import { Handling } from "./handling.ts";
import { Intake } from "./intake.ts";
import type { LoopCounts, MappingLoop } from "./mapping-loop.ts";

export interface QueueLoopOptions<Item, Event> {
  readonly environment: Environment;
  readonly definition: QueueSourceDefinition<Item, Event>;
  readonly source: QueueSource<Item, Event>;
  readonly options: ResolvedQueueOptions;
  readonly target: Target;
  readonly filter: RecordFilter | undefined;
  readonly budget: Budget | undefined;
  readonly tracing: Tracing;
  readonly events: Emitter<MappingEvents>;
  /** Hears of an error that no part expected: a bug. */
  readonly onBug: (error: unknown) => void;
}

/**
 * A running queue mapping: the parts, connected. Each does one thing and knows none of the others.
 *
 * ```
 *   poller pool ─► intake (duplicates, filter) ─► batcher ─► dispatcher (slots, lanes) ─► handling ─► settler
 *        ▲ credits ◄──────────────── held deliveries, heartbeat ◄───────────────────────────────────────┘
 * ```
 */
export class QueueLoop<Item, Event> implements MappingLoop {
  readonly #options: QueueLoopOptions<Item, Event>;
  readonly #source: QueueSource<Item, Event>;
  readonly #pollers: PollerPool<Item>;
  readonly #intake: Intake<Item>;
  readonly #batcher: Batcher<HeldDelivery<Item>>;
  readonly #dispatcher: Dispatcher<Item>;
  readonly #caller: Caller;
  readonly #handling: Handling<Item, Event>;
  readonly #heartbeat: Heartbeat<Item>;
  readonly #settler: Settler<Item>;
  readonly #held: HeldDeliveries<Item>;
  readonly #polling: TaskSet;
  readonly #tasks: TaskSet;

  constructor(options: QueueLoopOptions<Item, Event>) {
    this.#options = options;
    const { environment, definition, options: settings, target, tracing, events, onBug } = options;
    const { clock, random } = environment;
    const source = (this.#source = guardSource(options.source, onBug));
    const { capabilities } = source;
    const tasks = (this.#tasks = new TaskSet(onBug));
    const polling = (this.#polling = new TaskSet(onBug));

    const slots = new Slots(settings.concurrency);
    const reserved = reservedSlots(target);
    const concurrency = Math.min(
      slots.concurrency,
      reserved?.concurrency ?? Number.POSITIVE_INFINITY,
    );
    const { batchSize } = settings;
    const throughput = new Rate(clock.now());
    const cap = (): number => {
      const { leaseMs } = capabilities;
      const ahead = prefetchRecords({
        batchSize,
        concurrency,
        leaseMs,
        throughputPerMs: throughput.perMs,
      });
      return concurrency * batchSize + ahead;
    };
    const own = createBudget({
      maximumRecords: settings.maximumRecords,
      maximumBytes: settings.maximumBytes,
    });
    const budgets = options.budget === undefined ? [own] : [own, options.budget];
    const credits = new Credits(budgets, capabilities.maximumRecordBytes, cap());

    const held = (this.#held = new HeldDeliveries<Item>(credits, (id) =>
      events.emit("duplicated", { id }),
    ));
    const onLost = (lost: HeldDelivery<Item>): void =>
      events.emit("leaseLost", { id: lost.id, phase: lost.phase });
    this.#heartbeat = new Heartbeat<Item>({
      clock,
      tasks,
      held,
      leaseMs: capabilities.leaseMs,
      maximumHoldMs: capabilities.extendable ? capabilities.maximumHoldMs : 0,
      onLost,
      extend: async (entries) => {
        const answer = await suppressTracing(async () =>
          source.extend?.(
            entries.map((entry) => entry.delivery),
            capabilities.leaseMs,
          ),
        );
        const results = answer ?? [];
        const extended = entries.filter((_entry, index) => results[index] === "extended");
        if (extended.length > 0)
          events.emit("extended", { ids: extended.map((entry) => entry.id) });
        return results;
      },
    });
    this.#settler = new Settler<Item>({
      source,
      held,
      tracing,
      operations: definition.operations,
      onLost,
      onSettled: (action, ids, results) => {
        throughput.add(ids.length, clock.now());
        credits.setCap(cap());
        events.emit("settled", { action, ids, results });
      },
    });

    this.#batcher = new Batcher<HeldDelivery<Item>>({
      batchSize,
      windowMs: settings.windowMs,
      maximumBytes: settings.maximumBatchBytes,
      envelopeBytes: capabilities.envelopeBytes,
      batchPerPage: capabilities.ordered,
    });
    const { reportBatchItemFailures } = settings;
    this.#caller = new Caller({ clock, target, events, tracing, reportBatchItemFailures });
    this.#handling = new Handling<Item, Event>({
      environment,
      definition,
      source,
      options: settings,
      caller: this.#caller,
      tasks,
      heartbeat: this.#heartbeat,
      settler: this.#settler,
      drop: (lost) => held.drop(lost),
      cutLane: (lane) => held.cutLane(lane),
      onLeft: (entries) => this.#dispatcher.leaveLanes(entries),
    });
    this.#dispatcher = new Dispatcher<Item>({
      clock,
      batcher: this.#batcher,
      slots,
      reserved,
      lanes: capabilities.ordered ? new LaneGate() : undefined,
      run: (dispatch) => this.#handling.run(dispatch),
    });
    this.#intake = new Intake<Item>({
      clock,
      events,
      tracing,
      tasks,
      held,
      filter: options.filter,
      batcher: this.#batcher,
      dispatcher: this.#dispatcher,
      heartbeat: this.#heartbeat,
      settler: this.#settler,
    });

    const maximumReceive = capabilities.ordered
      ? Math.min(capabilities.maximumReceive, batchSize)
      : capabilities.maximumReceive;
    const { minimumPollers, maximumPollers } = settings;
    const scale = new PollerScale({
      minimum: minimumPollers,
      maximum: maximumPollers,
      maximumReceive,
    });
    const { waitMs } = capabilities;
    this.#pollers = new PollerPool<Item>({
      clock,
      random,
      tasks: polling,
      credits,
      scale,
      waitMs,
      maximumReceive,
      receive: (maximum, signal) =>
        this.#intake.receive(() => source.receive(maximum, { waitMs, signal })),
      take: (deliveries, reserved) => this.#intake.take(deliveries, reserved),
      pauseMs: () =>
        receivePauseMs({
          windowMs: settings.windowMs,
          fill: scale.fill,
          ratePerMs: this.#intake.ratePerMs,
          maximumReceive,
        }),
      onFailed: (error, backoffMs) => events.emit("receiveFailed", { error, backoffMs }),
      onScaled: (from, to) => events.emit("pollers", { from, to }),
    });
  }

  start(): void {
    this.#pollers.start();
  }

  get counts(): LoopCounts {
    return {
      inHand: this.#held.size,
      buffered: this.#held.buffered,
      inHandler: this.#caller.inHandler,
      pollers: this.#pollers.running,
    };
  }

  /** Ends the loop, level by level, within `drainTimeoutMs`. Called once. */
  drain(): Promise<DrainReport> {
    return drainQueue({
      clock: this.#options.environment.clock,
      events: this.#options.events,
      timeoutMs: this.#options.options.drainTimeoutMs,
      source: this.#source,
      polling: this.#polling,
      tasks: this.#tasks,
      pollers: this.#pollers,
      intake: this.#intake,
      dispatcher: this.#dispatcher,
      caller: this.#caller,
      handling: this.#handling,
      heartbeat: this.#heartbeat,
      settler: this.#settler,
      held: this.#held,
    });
  }
}

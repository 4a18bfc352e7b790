import { sleep } from "../base/clock.ts";
import type { Emitter } from "../base/emitter.ts";
import { toSourceError } from "../base/source-error.ts";
import { TaskSet } from "../base/task-set.ts";
import { until } from "../base/until.ts";
import type { Budget } from "../contracts/budget.ts";
import type { Destination } from "../contracts/destination.ts";
import type { Environment } from "../contracts/environment.ts";
import type { MappingEvents } from "../contracts/mapping-events.ts";
import type { StreamSourceDefinition } from "../contracts/stream-connector.ts";
import type { ResolvedStreamOptions } from "../contracts/stream-options.ts";
import type { OwnedShard, StreamSource } from "../contracts/stream-source.ts";
import type { Target } from "../contracts/target.ts";
import type { DrainReport } from "../model/mapping-status.ts";
import { reservedSlots } from "../parts/slots.ts";
import { suppressTracing, type Tracing } from "../parts/tracing.ts";
import { backoffMs } from "../rules/backoff.ts";
import type { RecordFilter } from "../rules/filter/index.ts";
import { sourceBackoff } from "../rules/source-backoff.ts";
import type { LoopCounts, MappingLoop } from "./mapping-loop.ts";
import { ShardRun } from "./shard-run.ts";

export interface StreamLoopOptions<Item, Event> {
  readonly environment: Environment;
  readonly definition: StreamSourceDefinition<Item, Event>;
  readonly source: StreamSource<Item, Event>;
  readonly options: ResolvedStreamOptions;
  readonly target: Target;
  readonly destination: Destination<Item> | undefined;
  readonly filter: RecordFilter | undefined;
  readonly budget: Budget | undefined;
  readonly tracing: Tracing;
  readonly events: Emitter<MappingEvents>;
  /** Hears of an error that no part expected: a bug. */
  readonly onBug: (error: unknown) => void;
}

/** What a handler gets to end after its signal, and the store to answer to the last commit. */
const graceMs = 2_000;
/** A source that answered for so long, more than the longest backoff, is as one that never failed. */
const recoveredAfterMs = 60_000;

/** A running stream mapping: a {@link ShardRun} for each shard that this worker comes to own. */
export class StreamLoop<Item, Event> implements MappingLoop {
  readonly #options: StreamLoopOptions<Item, Event>;
  readonly #runs = new Set<ShardRun<Item, Event>>();
  readonly #tasks: TaskSet;
  readonly #draining = new AbortController();

  constructor(options: StreamLoopOptions<Item, Event>) {
    this.#options = options;
    this.#tasks = new TaskSet(options.onBug);
  }

  start(): void {
    this.#tasks.run(() => suppressTracing(() => this.#own()));
  }

  get counts(): LoopCounts {
    const runs = [...this.#runs];
    const inHand = runs.reduce((sum, run) => sum + run.inHand, 0);
    const inHandler = runs.reduce((sum, run) => sum + run.inHandler, 0);
    return { inHand, buffered: Math.max(0, inHand - inHandler), inHandler, pollers: runs.length };
  }

  /** Stops reading, lets handlers finish, commits, releases; forces at the deadline. Called once. */
  async drain(): Promise<DrainReport> {
    const { environment, events, options, source } = this.#options;
    const { clock } = environment;
    const startedAtMs = clock.now();
    const deadlineMs = startedAtMs + options.drainTimeoutMs;
    let finished = 0;
    const forget = events.on("invoked", ({ ids, failedIds }) => {
      finished += ids.length - failedIds.length;
    });
    const unread = this.counts.buffered;
    events.emit("draining", { level: "stop-polling" });
    this.#draining.abort();
    events.emit("draining", { level: "handlers" });
    const quiet = (): boolean => this.#tasks.size === 0;
    if (!(await until(clock, quiet, deadlineMs))) {
      events.emit("draining", { level: "force" });
      for (const run of this.#runs) run.force();
      await until(clock, quiet, Math.max(deadlineMs, clock.now()) + graceMs);
    }
    let abandoned = 0;
    for (const run of this.#runs) {
      abandoned += run.inHandler;
      run.abandon();
    }
    events.emit("draining", { level: "flush" });
    await source.close();
    forget();
    return { finished, released: unread, abandoned, tookMs: clock.now() - startedAtMs };
  }

  /** Takes shards as they come; a source that fails is asked again after a while. */
  async #own(): Promise<void> {
    const { environment, events } = this.#options;
    const { clock, random } = environment;
    const { signal } = this.#draining;
    let failures = 0;
    while (!signal.aborted) {
      const startedAtMs = clock.now();
      try {
        await this.#ownShards(signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        failures = clock.now() - startedAtMs > recoveredAfterMs ? 1 : failures + 1;
        const sourceError = toSourceError(error);
        const waitMs = backoffMs(sourceBackoff[sourceError.decision], failures, random);
        events.emit("receiveFailed", { error: sourceError, backoffMs: waitMs });
        await sleep(clock, waitMs, signal).catch(() => {});
      }
    }
  }

  async #ownShards(signal: AbortSignal): Promise<void> {
    for await (const shard of this.#options.source.owned({ signal })) {
      const run = this.#createRun(shard);
      this.#runs.add(run);
      this.#tasks.run(async () => {
        try {
          await run.run();
        } finally {
          this.#runs.delete(run);
        }
      });
    }
  }

  #createRun(shard: OwnedShard<Item>): ShardRun<Item, Event> {
    const { target } = this.#options;
    const reserved = reservedSlots(target);
    return new ShardRun<Item, Event>({
      ...this.#options,
      shard,
      slots: reserved === undefined ? [] : [reserved],
      draining: this.#draining.signal,
    });
  }
}

import { onAbort } from "../base/abort.ts";
import { Emitter } from "../base/emitter.ts";
import { describeError, MillraceError } from "../base/millrace-error.ts";
import { nameUuid } from "../base/name-uuid.ts";
import type { Environment } from "../contracts/environment.ts";
import type { MappingEventName, MappingEvents } from "../contracts/mapping-events.ts";
import type { QueueMappingOptions } from "../contracts/mapping-options.ts";
import type { StreamMappingOptions } from "../contracts/stream-options.ts";
import type { MappingState } from "../model/mapping-state.ts";
import type { DrainReport, MappingStatus } from "../model/mapping-status.ts";
import { createMemoryStore } from "../parts/memory-checkpoint-store.ts";
import { Health } from "./health.ts";
import { MappingLifecycle } from "./mapping-lifecycle.ts";
import type { MappingLoop } from "./mapping-loop.ts";
import { type MappingPlan, type PlanInput, planMapping } from "./mapping-plan.ts";
import { openLoop } from "./open-loop.ts";

/** What `update` can change while a mapping exists: everything but what it reads and its name. */
export type MappingChanges<Event> =
  | Partial<Omit<QueueMappingOptions<Event>, "name">>
  | Partial<Omit<StreamMappingOptions<Event>, "name" | "checkpointStore">>;

const nothingDrained: DrainReport = { finished: 0, released: 0, abandoned: 0, tookMs: 0 };

/** An event source mapping: a source, a handler and what is between them. Made by `createMapping`. */
export class Mapping<Item = unknown, Event = unknown> {
  readonly name: string;
  /** The same at every start: the key that joins spans, metrics and logs of this mapping. */
  readonly uuid: string;
  readonly #environment: Environment;
  readonly #events = new Emitter<MappingEvents>();
  readonly #lifecycle: MappingLifecycle;
  readonly #health: Health;
  readonly #opening = new AbortController();
  /** Outlives an update, which opens the source anew. */
  readonly #memoryStore = createMemoryStore();
  #input: PlanInput<Item, Event>;
  #plan: MappingPlan<Item, Event>;
  #loop: MappingLoop | undefined;
  #startRequested = false;
  /** The change of state that is under way; the next one waits for it. */
  #changing: Promise<void> = Promise.resolve();
  #closing: Promise<DrainReport> | undefined;
  readonly #closeRequested = Promise.withResolvers<void>();

  constructor(input: PlanInput<Item, Event>, environment: Environment) {
    this.#input = input;
    this.#plan = planMapping(input);
    this.#environment = environment;
    this.name = this.#plan.name;
    this.uuid = nameUuid(`${this.#plan.source.connector}/${this.name}`);
    this.#lifecycle = new MappingLifecycle(this.#events, this.#plan.options.enabled);
    this.#health = new Health(this.#events);
  }

  /** Listens to what happens. @returns a function that ends it. */
  on<Name extends MappingEventName>(
    name: Name,
    listener: (event: MappingEvents[Name]) => void,
  ): () => void {
    return this.#events.on(name, listener);
  }

  /**
   * Connects, checks and begins to poll. A mapping with `enabled: false` does none of it.
   * @throws SourceError when the source cannot be used; ConfigurationError when it and the options do not fit.
   * @throws MillraceError MILLRACE_INVALID_STATE when it was started or closed before; after a start that
   * failed `update({})` tries again.
   */
  async start(): Promise<void> {
    if (this.#lifecycle.state === "Disabled" && !this.#plan.options.enabled) {
      this.#warn();
      return;
    }
    this.#allow("start()", "Creating");
    // The state is Creating until the source is open: a second call would open it twice.
    if (this.#startRequested) {
      throw new MillraceError(
        "MILLRACE_INVALID_STATE",
        "start() was called before, and the mapping is still Creating: wait for the first call",
      );
    }
    this.#startRequested = true;
    await this.#serially(() => this.#open());
  }

  /**
   * Starts, runs until `signal` aborts, and drains.
   * @throws what {@link start} throws.
   */
  async run(options: { readonly signal: AbortSignal }): Promise<DrainReport> {
    const { signal } = options;
    const forget = onAbort(signal, () => void this.close());
    try {
      await this.start();
    } catch (error) {
      forget();
      if (!signal.aborted) throw error;
    }
    await this.#closeRequested.promise;
    forget();
    return this.close();
  }

  /**
   * Changes options. The mapping drains first and starts again with the new values, so nothing under
   * the new configuration precedes the end of the old. `enabled` alone stops or resumes polling.
   * @throws ConfigurationError when the result is not allowed; nothing has changed then.
   * @throws MillraceError MILLRACE_INVALID_STATE unless the mapping is Enabled or Disabled.
   */
  async update(changes: MappingChanges<Event>): Promise<void> {
    this.#allow("update()", "Enabled", "Disabled");
    const { target } = this.#plan;
    const input = { ...this.#input, ...changes } as PlanInput<Item, Event>;
    const plan = planMapping(input);
    const { enabled } = plan.options;
    const wasEnabled = this.#lifecycle.state === "Enabled";
    this.#lifecycle.enter(enabled === wasEnabled ? "Updating" : enabled ? "Enabling" : "Disabling");
    this.#input = input;
    this.#plan = plan;
    await this.#serially(async () => {
      try {
        await this.#drain();
        if (target !== plan.target) await target.close?.();
      } catch (error) {
        this.#lifecycle.enter("Disabled", describeError(error));
        throw error;
      }
      if (enabled) await this.#open();
      else this.#lifecycle.enter("Disabled");
    });
  }

  /** What it is doing now. */
  status(): MappingStatus {
    const counts = this.#loop?.counts ?? { inHand: 0, buffered: 0, inHandler: 0, pollers: 0 };
    return {
      name: this.name,
      uuid: this.uuid,
      state: this.#lifecycle.state,
      stateTransitionReason: this.#lifecycle.reason,
      lastProcessingResult: this.#health.lastProcessingResult,
      healthy: this.#health.problem === undefined,
      ...(this.#health.problem === undefined ? {} : { problem: this.#health.problem }),
      ...counts,
    };
  }

  /**
   * Stops polling, hands back what was not started, lets handlers finish for `drainTimeoutInSeconds`,
   * acknowledges, then gives up on the rest. Idempotent: later calls return the same report.
   */
  close(): Promise<DrainReport> {
    this.#closing ??= this.#close();
    this.#closeRequested.resolve();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** A close that has begun shows in the state only when the changes before it have ended. */
  #allow(action: string, ...states: readonly MappingState[]): void {
    if (this.#closing !== undefined) {
      const message = `${action} is not possible any more: the mapping is closed, or closing`;
      throw new MillraceError("MILLRACE_INVALID_STATE", message);
    }
    this.#lifecycle.allow(action, ...states);
  }

  async #close(): Promise<DrainReport> {
    this.#opening.abort(new MillraceError("MILLRACE_SHUTDOWN", "the mapping is closing"));
    // A change under way ends first; it reports its failure to whoever asked for it.
    await this.#changing;
    if (this.#lifecycle.state === "Deleted") return nothingDrained;
    this.#lifecycle.enter("Deleting");
    const report = await this.#drain();
    await this.#plan.target.close?.();
    this.#lifecycle.enter("Deleted");
    return report;
  }

  async #open(): Promise<void> {
    this.#warn();
    let loop: MappingLoop;
    try {
      loop = await openLoop(this.#plan, {
        environment: this.#environment,
        events: this.#events,
        mappingId: this.uuid,
        memoryStore: this.#memoryStore,
        signal: this.#opening.signal,
        onBug: (error) => this.#reportBug(error),
      });
    } catch (error) {
      this.#lifecycle.enter("Disabled", describeError(error));
      throw error;
    }
    this.#loop = loop;
    this.#lifecycle.enter("Enabled");
    loop.start();
  }

  async #drain(): Promise<DrainReport> {
    const loop = this.#loop;
    this.#loop = undefined;
    return loop === undefined ? nothingDrained : loop.drain();
  }

  #warn(): void {
    for (const message of this.#plan.warnings)
      this.#events.emit("warning", { code: "option", message });
  }

  #reportBug(error: unknown): void {
    const message = `please report this: ${describeError(error)}`;
    this.#events.emit("warning", { code: "internal", message });
    process.emitWarning(error instanceof Error ? error : message, {
      type: "Millrace",
      code: "MILLRACE_INTERNAL",
    });
  }

  /** One change at a time. The chain goes on after a failure; the caller gets to see it. */
  #serially(change: () => Promise<void>): Promise<void> {
    const changed = this.#changing.then(change);
    this.#changing = changed.catch(() => {});
    return changed;
  }
}

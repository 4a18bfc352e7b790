import type { Clock, QueueSource, QueueSourceDefinition, Timer } from "@millrace/core/connector";

import type { VirtualClock } from "../clock/virtual-clock.ts";

/**
 * A process that can be killed and stopped for a while, as far as code can tell that lives on its clock
 * and talks to the world through its sources. A killed one is never heard of again; a paused one goes
 * on later and does not know that it slept.
 */
export class SimulatedProcess {
  readonly clock: Clock;
  readonly #world: VirtualClock;
  readonly #ended = Promise.withResolvers<void>();
  #killed = false;
  #pausedUntilMs = 0;

  constructor(world: VirtualClock) {
    this.#world = world;
    this.clock = {
      now: () => world.now(),
      wallTimeMs: () => world.wallTimeMs(),
      setTimer: (delayMs, fire) => this.#setTimer(delayMs, fire),
    };
  }

  get killed(): boolean {
    return this.#killed;
  }

  /** Resolves when the process was killed. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** As SIGKILL: at once, between two steps of the code. */
  kill(): void {
    this.#killed = true;
    this.#ended.resolve();
  }

  /** As SIGSTOP, and SIGCONT after so many milliseconds. */
  pause(ms: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#world.now() + ms);
  }

  /** What comes from outside reaches the process when it runs; a killed one is never reached. */
  async reach<Result>(outside: Promise<Result>): Promise<Result> {
    const settled = await outside.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    while (!this.#killed && this.#world.now() < this.#pausedUntilMs) {
      await this.#world.sleep(this.#pausedUntilMs - this.#world.now());
    }
    if (this.#killed) return never();
    if ("error" in settled) throw settled.error;
    return settled.value;
  }

  /** A source as this process uses it. */
  attach<Item, Event>(
    definition: QueueSourceDefinition<Item, Event>,
  ): QueueSourceDefinition<Item, Event> {
    return {
      ...definition,
      open: async (opening) => this.#attachSource(await definition.open(opening)),
    };
  }

  #attachSource<Item, Event>(source: QueueSource<Item, Event>): QueueSource<Item, Event> {
    return {
      capabilities: source.capabilities,
      destination: source.destination,
      arn: source.arn,
      receive: (maximum, options) => this.reach(this.#send(() => source.receive(maximum, options))),
      settle: (settlements) => this.reach(this.#send(() => source.settle(settlements))),
      extend: (deliveries, leaseMs) =>
        this.reach(this.#send(async () => (await source.extend?.(deliveries, leaseMs)) ?? [])),
      flush: () => source.flush(),
      toEvent: (deliveries) => source.toEvent(deliveries),
      close: () => source.close(),
    };
  }

  /** A killed process sends nothing. */
  #send<Result>(call: () => Promise<Result>): Promise<Result> {
    return this.#killed ? never() : call();
  }

  #setTimer(delayMs: number, fire: () => void): Timer {
    const attempt = (): void => {
      if (this.#killed) return;
      const waitMs = this.#pausedUntilMs - this.#world.now();
      if (waitMs > 0) timer = this.#world.setTimer(waitMs, attempt);
      else fire();
    };
    let timer = this.#world.setTimer(delayMs, attempt);
    return { cancel: () => timer.cancel() };
  }
}

function never<Result>(): Promise<Result> {
  return new Promise(() => {});
}

import { createBudget, createMapping, type Mapping, type Target } from "@millrace/core";
import { type Random, TargetThrottledError } from "@millrace/core/connector";
import {
  BatchLimits,
  type FaultPlan,
  HandlingHistory,
  type QueueEvent,
  queueFaults,
  ServiceLog,
  SimulatedProcess,
  SimulatedQueue,
  simulatedQueueSource,
  type Simulation,
  type Violations,
} from "@millrace/testkit";

import { isFaultless, type SwarmOptions } from "./swarm-options.ts";

/** Where a test plants a bug: the loop under test is then not the one that is shipped. */
export interface Planted {
  readonly source?: (
    source: ReturnType<typeof simulatedQueueSource>,
  ) => ReturnType<typeof simulatedQueueSource>;
  readonly target?: (target: Target) => Target;
}

export interface SwarmReport {
  readonly violations: Violations;
  /** Everything that happened, folded: the same seed must give the same. */
  readonly hash: number;
  readonly handled: number;
}

/** When the trouble ends: from then on everything must come to rest. */
const troubleMs = 60_000;
const restLimitMs = 4 * 3_600_000;

interface Worker {
  readonly log: ServiceLog;
  readonly limits: BatchLimits;
  readonly process: SimulatedProcess;
  readonly mapping: Mapping<unknown, QueueEvent>;
}

/** Workers, a queue, and everything that can go wrong between them. */
export class Swarm {
  readonly #simulation: Simulation;
  readonly #options: SwarmOptions;
  readonly #planted: Planted;
  readonly #queue: SimulatedQueue;
  readonly #history: HandlingHistory;
  readonly #workers: Worker[] = [];
  readonly #closing: Promise<unknown>[] = [];
  #started = 0;
  #hash = 0x811c9dc5;
  #handled = 0;
  #trouble = true;

  constructor(simulation: Simulation, options: SwarmOptions, planted: Planted = {}) {
    const { clock, chance } = simulation;
    this.#simulation = simulation;
    this.#options = options;
    this.#planted = planted;
    const { ordered, visibilityMs, duplicates, maxReceiveCount } = options;
    this.#queue = new SimulatedQueue({
      clock,
      random: chance,
      ordered,
      visibilityMs,
      duplicates,
      ...(maxReceiveCount === 0 ? {} : { maxReceiveCount }),
    });
    this.#history = new HandlingHistory({ faultless: isFaultless(options) });
    if (duplicates > 0) this.#history.excuseAll();
  }

  async run(): Promise<SwarmReport> {
    const { clock } = this.#simulation;
    for (let worker = 0; worker < this.#options.workers; worker += 1) await this.#startWorker();
    void this.#send();
    this.#planTrouble();
    await clock.sleep(troubleMs);
    this.#trouble = false;
    const limitMs = clock.now() + restLimitMs;
    while (this.#queue.size > 0 && clock.now() < limitMs) await clock.sleep(1_000);
    await Promise.all([...this.#alive.map(({ mapping }) => mapping.close()), ...this.#closing]);
    const stuck = this.#queue.size === 0 ? [] : [`${this.#queue.size} messages were never done`];
    const leaked = this.#alive.flatMap(({ mapping }) =>
      mapping.status().inHand > 0 ? ["a closed mapping holds messages"] : [],
    );
    return {
      violations: [
        ...this.#history.violations(new Set(this.#queue.deadLetters.map(({ id }) => id))),
        ...this.#workers.flatMap(({ log, limits }) => [
          ...log.violations(),
          ...limits.violations(),
        ]),
        ...stuck,
        ...leaked,
      ],
      hash: this.#hash >>> 0,
      handled: this.#handled,
    };
  }

  get #alive(): readonly Worker[] {
    return this.#workers.filter(({ process }) => !process.killed);
  }

  async #send(): Promise<void> {
    const { clock, chance } = this.#simulation;
    const { messages, sendingMs, ordered, groups, duplicates, unwanted } = this.#options;
    for (let message = 0; message < messages; message += 1) {
      const group = ordered ? `g${Math.floor(chance.next() * groups)}` : undefined;
      const kind = unwanted > 0 && chance.next() < unwanted ? "unwanted" : "message";
      const id = this.#queue.send(`${kind} ${message}`, group);
      this.#history.sent(group === undefined ? { id } : { id, group });
      if (duplicates > 0) this.#history.excuse(id);
      await clock.sleep((sendingMs / messages) * 2 * chance.next());
    }
  }

  #planTrouble(): void {
    const { clock, chance } = this.#simulation;
    const { kills, pauses, restarts, updates, visibilityMs } = this.#options;
    const soon = (act: () => void): void => void clock.setTimer(chance.next() * troubleMs, act);
    for (let kill = 0; kill < kills; kill += 1) soon(() => void this.#kill());
    for (let update = 0; update < updates; update += 1) soon(() => void this.#disable());
    for (let restart = 0; restart < restarts; restart += 1) soon(() => void this.#restart());
    for (let pause = 0; pause < pauses; pause += 1) {
      soon(() => {
        this.#history.excuseAll();
        this.#pick()?.process.pause(chance.next() * 3 * visibilityMs);
      });
    }
  }

  async #kill(): Promise<void> {
    const { clock, chance } = this.#simulation;
    this.#history.excuseAll();
    this.#pick()?.process.kill();
    await clock.sleep(1_000 + chance.next() * 5_000);
    await this.#startWorker();
  }

  async #disable(): Promise<void> {
    const { clock, chance } = this.#simulation;
    const worker = this.#pick();
    if (worker?.mapping.status().state !== "Enabled") return;
    await worker.mapping.update({ enabled: false });
    await clock.sleep(chance.next() * 10_000);
    if (worker.mapping.status().state === "Disabled")
      await worker.mapping.update({ enabled: true });
  }

  /** As a deployment does: the new worker starts while the old one drains. */
  async #restart(): Promise<void> {
    const worker = this.#pick();
    if (worker === undefined) return;
    this.#closing.push(Promise.race([worker.mapping.close(), worker.process.ended]));
    await this.#startWorker();
  }

  #pick(): Worker | undefined {
    const alive = this.#alive;
    return alive[Math.floor(this.#simulation.chance.next() * alive.length)];
  }

  async #startWorker(): Promise<void> {
    const { clock, random } = this.#simulation;
    const { batchSize, windowSeconds, concurrency, laneRetries, latencyMs } = this.#options;
    const { unwanted, budgetRecords, extendable, holdLeases, visibilityMs } = this.#options;
    const { drainSeconds, swallows, pauses, faults } = this.#options;
    const log = new ServiceLog();
    const process = new SimulatedProcess(clock);
    const source = simulatedQueueSource({
      queue: this.#queue,
      latencyMs,
      laneRetries,
      faults: this.#faults(),
      onCall: log.listen,
      abandonedReceivesTake: swallows,
      extendable,
      maximumHoldMs: Math.min(43_200_000, holdLeases * visibilityMs),
    });
    const planted = this.#planted.source?.(source) ?? source;
    this.#started += 1;
    const mapping = createMapping(
      {
        name: `worker-${this.#started}`,
        source: process.attach(planted),
        handler: this.#target(process),
        functionResponseTypes: ["ReportBatchItemFailures"],
        batchSize,
        maximumBatchingWindowInSeconds: windowSeconds,
        scalingConfig: { maximumConcurrency: concurrency },
        drainTimeoutInSeconds: drainSeconds,
        ...(unwanted === 0
          ? {}
          : {
              filterCriteria: {
                filters: [{ pattern: '{"body":[{"prefix":"message"}]}' }],
              },
            }),
        ...(budgetRecords === 0 ? {} : { budget: createBudget({ maximumRecords: budgetRecords }) }),
      },
      { clock: process.clock, random },
    );
    this.#history.watch(mapping);
    mapping.on("invoked", ({ requestId, ids, verdict }) => {
      this.#handled += ids.length;
      this.#fold(`${clock.now()} ${requestId} ${ids.join(" ")} ${verdict}`);
    });
    const limits = new BatchLimits({
      clock,
      batchSize,
      windowMs: windowSeconds * 1_000,
      concurrency,
      maximumRecords: (concurrency + 1) * batchSize,
      ...(pauses + faults + laneRetries === 0 ? { latenessMs: 2 * latencyMs + 1 } : {}),
    });
    limits.watch(mapping);
    // Out of time it leaves handlers behind, and their messages to whoever gets them next.
    mapping.on("draining", ({ level }) => {
      if (level === "force") this.#history.excuseAll();
    });
    this.#workers.push({ process, mapping, log, limits });
    await mapping.start();
  }

  /** A handler with all the faults of handlers, behind a target with some of its own. */
  #target(process: SimulatedProcess): Target {
    const { clock, chance } = this.#simulation;
    const { concurrency, timeoutSeconds, failures, throws, hangs, slows, malformed, throttles } =
      this.#options;
    const happens = (probability: number): boolean => this.#trouble && chance.next() < probability;
    const handler = this.#history.handler<QueueEvent, unknown>(concurrency, async (event) => {
      const slowMs = happens(hangs)
        ? 3_000 * timeoutSeconds
        : happens(slows)
          ? 950 * timeoutSeconds
          : chance.next() * 200;
      await process.reach(clock.sleep(slowMs));
      if (happens(throws)) throw new Error("thrown");
      return failuresInOrder(event, () => happens(failures));
    });
    const target: Target = {
      functionName: "swarm",
      invokedFunctionArn: "arn:swarm",
      timeoutMs: timeoutSeconds * 1_000,
      memoryLimitInMB: 128,
      invoke: async (event, { context }) => {
        if (happens(throttles)) throw new TargetThrottledError("no capacity");
        const response = await handler(event as QueueEvent, context);
        return happens(malformed) && response.batchItemFailures.length > 0
          ? { batchItemFailures: [{ itemIdentifier: "nobody" }] }
          : response;
      },
    };
    return this.#planted.target?.(target) ?? target;
  }

  #faults(): FaultPlan {
    const { chance } = this.#simulation;
    return () => {
      if (!this.#trouble || chance.next() >= this.#options.faults) return undefined;
      return pick(queueFaults, chance);
    };
  }

  #fold(text: string): void {
    for (let index = 0; index < text.length; index += 1) {
      this.#hash = Math.imul(this.#hash ^ text.charCodeAt(index), 0x01000193);
    }
  }
}

/** What failed, and with it all behind it in its group: a handler stops there. */
function failuresInOrder(event: QueueEvent, fails: () => boolean): string[] {
  const failedGroups = new Set<string>();
  return event.Records.filter(({ group }) => {
    const failed = (group !== undefined && failedGroups.has(group)) || fails();
    if (failed && group !== undefined) failedGroups.add(group);
    return failed;
  }).map(({ messageId }) => messageId);
}

function pick<Value>(values: readonly Value[], chance: Random): Value | undefined {
  return values[Math.floor(chance.next() * values.length)];
}

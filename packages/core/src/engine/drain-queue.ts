import type { Clock } from "../base/clock.ts";
import type { Emitter } from "../base/emitter.ts";
import { MillraceError } from "../base/millrace-error.ts";
import type { TaskSet } from "../base/task-set.ts";
import { until } from "../base/until.ts";
import type { MappingEvents } from "../contracts/mapping-events.ts";
import type { QueueSource } from "../contracts/queue-source.ts";
import type { DrainReport } from "../model/mapping-status.ts";
import type { Caller } from "../parts/caller.ts";
import type { Dispatcher } from "../parts/dispatcher.ts";
import type { Heartbeat } from "../parts/heartbeat.ts";
import type { HeldDeliveries } from "../parts/held-deliveries.ts";
import type { PollerPool } from "../parts/poller-pool.ts";
import type { Settler } from "../parts/settler.ts";
import type { Handling } from "./handling.ts";
import type { Intake } from "./intake.ts";

export interface DrainQueueOptions<Item, Event> {
  readonly clock: Clock;
  readonly events: Emitter<MappingEvents>;
  /** Milliseconds that handlers may still take. */
  readonly timeoutMs: number;
  readonly source: QueueSource<Item, Event>;
  readonly polling: TaskSet;
  readonly tasks: TaskSet;
  readonly pollers: PollerPool<Item>;
  readonly intake: Intake<Item>;
  readonly dispatcher: Dispatcher<Item>;
  readonly caller: Caller;
  readonly handling: Handling<Item, Event>;
  readonly heartbeat: Heartbeat<Item>;
  readonly settler: Settler<Item>;
  readonly held: HeldDeliveries<Item>;
}

/** Time kept back from pending receives, so that what they bring can be handed back within the budget. */
const releaseReserveMs = 3_000;
/** What a handler gets to end after its signal, and the queue to answer to the last settlements. */
const graceMs = 2_000;

/**
 * Ends a queue loop level by level: stop polling, release what was not started, let handlers finish
 * and acknowledge, then force.
 *
 * A pending receive is not cancelled as a first move: the queue may already have handed it a message,
 * which would be out of everybody's sight for a whole lease.
 */
export async function drainQueue<Item, Event>(
  options: DrainQueueOptions<Item, Event>,
): Promise<DrainReport> {
  const {
    clock,
    events,
    timeoutMs,
    source,
    polling,
    tasks,
    pollers,
    intake,
    dispatcher,
    handling,
  } = options;
  const { heartbeat, settler, held, caller } = options;
  const startedAtMs = clock.now();
  const deadlineMs = startedAtMs + timeoutMs;
  const settled = countSettled(events);

  events.emit("draining", { level: "stop-polling" });
  pollers.stop();
  intake.close();
  source.flush();

  events.emit("draining", { level: "release" });
  const buffered = dispatcher.stop();
  tasks.run(() => settler.settle(buffered, "release"));
  handling.drain();

  events.emit("draining", { level: "handlers" });
  const pollDeadlineMs = deadlineMs - Math.min(releaseReserveMs, timeoutMs / 2);
  const pollsDone = until(clock, () => polling.size === 0, pollDeadlineMs).then((done) => {
    if (!done) pollers.abort(new MillraceError("MILLRACE_SHUTDOWN", "the mapping is closing"));
  });
  await pollsDone;
  const quiet = (): boolean => polling.size === 0 && caller.inHandler === 0 && tasks.size === 0;
  if (!(await until(clock, quiet, deadlineMs))) {
    events.emit("draining", { level: "force" });
    handling.force();
    await until(clock, quiet, Math.max(deadlineMs, clock.now()) + graceMs);
  }

  handling.abandon();
  const left = [...held.values()];
  // What is left behind no longer counts against a budget that other mappings share.
  for (const entry of left) held.drop(entry);
  heartbeat.stop();
  events.emit("draining", { level: "flush" });
  await source.close();
  settled.stop();
  return { ...settled.counts, abandoned: left.length, tookMs: clock.now() - startedAtMs };
}

function countSettled(events: Emitter<MappingEvents>): {
  readonly counts: { finished: number; released: number };
  stop(): void;
} {
  const counts = { finished: 0, released: 0 };
  const stop = events.on("settled", ({ action, results }) => {
    const done = results.filter((result) => result === "settled").length;
    if (action === "acknowledge") counts.finished += done;
    else counts.released += done;
  });
  return { counts, stop };
}

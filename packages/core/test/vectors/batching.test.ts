import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import type { CloseReason } from "../../src/model/batch.ts";
import { Batcher } from "../../src/parts/batcher.ts";

interface Arrival {
  readonly atMs: number;
  readonly id: string;
  readonly bytes: number;
  readonly lane?: string;
  readonly filtered?: boolean;
}

interface Started {
  readonly atMs: number;
  readonly ids: readonly string[];
  readonly reason: CloseReason;
  readonly lane?: string;
}

interface Case {
  readonly name: string;
  readonly source: string;
  readonly options: {
    readonly batchSize: number;
    readonly windowMs?: number;
    readonly maximumPayloadBytes?: number;
    readonly envelopeBytes?: number;
    readonly handlerMs?: number;
    readonly onePerLane?: boolean;
    readonly concurrency?: number;
    readonly lanes?: boolean;
  };
  readonly arrivals: readonly Arrival[];
  readonly closeAtMs?: number;
  readonly stopAtMs?: number;
  readonly expected: { readonly batches: readonly Started[]; readonly released?: readonly string[] };
}

const { cases } = JSON.parse(
  readFileSync(new URL("batching.json", import.meta.url), "utf8"),
) as { readonly cases: readonly Case[] };

describe("batching vectors", () => {
  test("there are cases", () => expect(cases.length).toBeGreaterThan(50));

  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    expect(play(one)).toEqual({ batches: one.expected.batches, released: one.expected.released ?? [] });
  });
});

/** One batcher per lane, slots and a clock of whole events: what an engine loop does, without waiting. */
function play({ source, options, arrivals, closeAtMs, stopAtMs }: Case): {
  batches: Started[];
  released: string[];
} {
  const { batchSize, windowMs = 0, maximumPayloadBytes = 6_291_456, envelopeBytes = 0 } = options;
  const lanes = new Map<string, Batcher<Arrival>>();
  const busy = new Map<string, number>();
  const running: { readonly endsAtMs: number; readonly lane: string }[] = [];
  const batches: Started[] = [];
  const released: string[] = [];
  const laneOf = (name: string): Batcher<Arrival> => {
    let lane = lanes.get(name);
    if (lane === undefined) {
      lane = new Batcher({
        batchSize,
        windowMs,
        maximumBytes: maximumPayloadBytes,
        envelopeBytes,
        batchPerPage: source === "sqs-fifo",
      });
      lanes.set(name, lane);
    }
    return lane;
  };
  const start = (nowMs: number): void => {
    for (const [name, lane] of lanes) {
      for (;;) {
        const laneFree = options.onePerLane !== true || (busy.get(name) ?? 0) === 0;
        const slotFree = running.length < (options.concurrency ?? Number.POSITIVE_INFINITY);
        const batch = laneFree && slotFree ? lane.take(nowMs) : undefined;
        if (batch === undefined) break;
        const ids = batch.entries.map((entry) => entry.id);
        batches.push({
          atMs: nowMs,
          ids,
          reason: batch.reason,
          ...(options.lanes === true ? { lane: name } : {}),
        });
        if (options.handlerMs === undefined || options.handlerMs === 0) continue;
        running.push({ endsAtMs: nowMs + options.handlerMs, lane: name });
        busy.set(name, (busy.get(name) ?? 0) + 1);
      }
    }
  };
  const nextMs = (afterMs: number): number => {
    const times = [
      ...arrivals.map((arrival) => arrival.atMs),
      ...running.map((one) => one.endsAtMs),
      ...[...lanes.values()].map((lane) => lane.dueAtMs ?? Number.POSITIVE_INFINITY),
      closeAtMs ?? Number.POSITIVE_INFINITY,
      stopAtMs ?? Number.POSITIVE_INFINITY,
    ];
    return Math.min(...times.filter((time) => time > afterMs));
  };

  for (let nowMs = nextMs(-1); nowMs !== Number.POSITIVE_INFINITY; nowMs = nextMs(nowMs)) {
    for (const ended of running.filter((one) => one.endsAtMs === nowMs)) {
      running.splice(running.indexOf(ended), 1);
      busy.set(ended.lane, (busy.get(ended.lane) ?? 0) - 1);
    }
    const stopped = stopAtMs !== undefined && nowMs >= stopAtMs;
    if (!stopped) start(nowMs);
    const arriving = arrivals.filter((arrival) => arrival.atMs === nowMs && arrival.filtered !== true);
    if (stopped) {
      for (const lane of lanes.values()) released.push(...lane.drain().map((entry) => entry.id));
      released.push(...arriving.map((arrival) => arrival.id));
      continue;
    }
    for (const [name, page] of Map.groupBy(arriving, (arrival) => arrival.lane ?? "")) {
      laneOf(name).add(page, nowMs);
    }
    start(nowMs);
    if (nowMs === closeAtMs) {
      for (const lane of lanes.values()) lane.end();
      start(nowMs);
    }
  }
  return { batches, released };
}

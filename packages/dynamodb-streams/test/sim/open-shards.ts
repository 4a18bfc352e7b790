import {
  type RecordPage,
  seededRandom,
  type ShardGap,
  type ShardPosition,
  type StartingPosition,
} from "@millrace/core/connector";
import type { DynamoDBRecord } from "aws-lambda";
import { onTestFinished } from "vitest";

import type { DataLossAction } from "../../src/options.ts";
import { StreamShards } from "../../src/shards.ts";
import { SimulatedStreams, type SimulatedStreamsOptions, streamArn } from "./simulated-streams.ts";
import { VirtualClock } from "@millrace/testkit";

export interface OpenShards {
  readonly clock: VirtualClock;
  readonly service: SimulatedStreams;
  readonly shards: StreamShards;
  readonly warnings: string[];
}

export interface OpenShardsOptions extends Omit<SimulatedStreamsOptions, "clock"> {
  readonly startingPosition?: StartingPosition;
  readonly onDataLoss?: DataLossAction;
  readonly idlePollMs?: number;
  readonly batchSize?: number;
}

/** The connector's view of a simulated stream, without leases and engine. */
export function openShards({
  startingPosition = "TRIM_HORIZON",
  onDataLoss = "continue",
  idlePollMs = 1_000,
  batchSize = 100,
  ...model
}: OpenShardsOptions = {}): OpenShards {
  const clock = new VirtualClock();
  const service = new SimulatedStreams({ ...model, clock });
  const warnings: string[] = [];
  const shards = new StreamShards({
    clock,
    random: seededRandom(1),
    client: service,
    streamArn,
    startingPosition,
    batchSize,
    idlePollMs,
    onDataLoss,
    warn: ({ code }) => void warnings.push(code),
  });
  return { clock, service, shards, warnings };
}

/** What a reader of one shard has brought so far. */
export interface Reading {
  /** `key/count` of every record, in order. */
  readonly seen: string[];
  readonly sequences: string[];
  readonly gaps: ShardGap[];
  pages: number;
  tips: number;
  ended: boolean;
  error: unknown;
  stop(): void;
}

export interface ReadingOptions {
  readonly position?: ShardPosition;
  readonly sinceMs?: number;
  readonly tipAtMs?: number;
  /** Milliseconds that the consumer takes for a page with records. */
  readonly handlerMs?: number;
}

/** Reads a shard in the background until it ends or the test does. */
export function readShard(
  { clock, shards }: OpenShards,
  shardId: string,
  { position = { at: "horizon" }, sinceMs, tipAtMs, handlerMs = 0 }: ReadingOptions = {},
): Reading {
  const stopping = new AbortController();
  const reading: Reading = {
    seen: [],
    sequences: [],
    gaps: [],
    pages: 0,
    tips: 0,
    ended: false,
    error: undefined,
    stop: () => stopping.abort(),
  };
  const take = (page: RecordPage<DynamoDBRecord>): void => {
    reading.pages += 1;
    for (const record of page.records) {
      const { Keys, NewImage } = record.toItem().dynamodb ?? {};
      reading.seen.push(`${Keys?.["id"]?.S}/${NewImage?.["count"]?.N}`);
      reading.sequences.push(record.position);
    }
  };
  const run = async (): Promise<void> => {
    const pages = shards.pages({
      shardId,
      position,
      ...(sinceMs === undefined ? {} : { sinceMs }),
      ...(tipAtMs === undefined ? {} : { tipAtMs }),
      signal: stopping.signal,
      onTip: () => {
        reading.tips += 1;
      },
      onGap: (gap) => void reading.gaps.push(gap),
    });
    for await (const page of pages) {
      take(page);
      if (handlerMs > 0 && page.records.length > 0) await clock.sleep(handlerMs);
    }
    reading.ended = !stopping.signal.aborted;
  };
  run().catch((error: unknown) => {
    reading.error = error;
  });
  onTestFinished(() => stopping.abort());
  return reading;
}

import { createMapping, type Mapping, type StreamMappingOptions } from "@millrace/core";
import { type CheckpointStore, createMemoryStore, seededRandom } from "@millrace/core/connector";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { onTestFinished } from "vitest";

import { dynamodbStreams } from "../../src/dynamodb-streams.ts";
import { openStream } from "../../src/open-stream.ts";
import type { DynamoDBStreamsSettings } from "../../src/options.ts";
import { resolveSettings } from "../../src/settings.ts";
import type { StreamClient } from "../../src/stream-client.ts";
import { Deliveries } from "./deliveries.ts";
import { SimulatedStreams, type SimulatedStreamsOptions, streamArn } from "./simulated-streams.ts";
import { severable } from "./severable.ts";
import { VirtualClock } from "@millrace/testkit";

export interface FleetOptions extends Omit<SimulatedStreamsOptions, "clock"> {
  readonly source?: DynamoDBStreamsSettings;
  readonly mapping?: Partial<StreamMappingOptions<DynamoDBStreamEvent>>;
  /** Runs in the handler, before the records count as handled; what it throws fails the batch. */
  readonly handle?: (event: DynamoDBStreamEvent) => Promise<void> | void;
}

export interface SimulatedWorker {
  readonly mapping: Mapping<DynamoDBRecord, DynamoDBStreamEvent>;
  readonly changes: string[];
  readonly warnings: string[];
  /** Cuts the worker off from the stream and from the store, for good or until it is joined again. */
  sever(): void;
  join(): void;
}

export interface Fleet {
  readonly clock: VirtualClock;
  readonly service: SimulatedStreams;
  readonly store: CheckpointStore;
  readonly deliveries: Deliveries;
  startWorker(): Promise<SimulatedWorker>;
}

/** Workers with this connector on one simulated stream and one store, in virtual time. */
export function simulateFleet({
  source = {},
  mapping: mappingOptions = {},
  handle,
  ...model
}: FleetOptions): Fleet {
  const clock = new VirtualClock();
  const service = new SimulatedStreams({ ...model, clock });
  const store = createMemoryStore();
  const deliveries = new Deliveries();
  let workers = 0;
  return {
    clock,
    service,
    store,
    deliveries,
    async startWorker() {
      workers += 1;
      const link = severable(service, store);
      const sourceOptions = { ...source, streamArn };
      const mapping = createMapping<DynamoDBRecord, DynamoDBStreamEvent>(
        {
          startingPosition: "TRIM_HORIZON",
          ...mappingOptions,
          checkpointStore: link.store,
          handler: async (event) => {
            await handle?.(event);
            deliveries.note(event);
          },
          source: {
            ...dynamodbStreams(sourceOptions),
            open: (opening) =>
              openStream(resolveSettings(sourceOptions), link.client as StreamClient, opening),
          },
        },
        { clock, random: seededRandom(100 * (model.seed ?? 1) + workers) },
      );
      const changes: string[] = [];
      const warnings: string[] = [];
      mapping.on("shard", ({ shardId, change }) => changes.push(`${change} ${shardId}`));
      mapping.on("warning", ({ code }) => warnings.push(code));
      onTestFinished(async () => {
        await clock.finish(mapping.close());
      });
      await clock.finish(mapping.start());
      return { mapping, changes, warnings, sever: link.sever, join: link.join };
    },
  };
}

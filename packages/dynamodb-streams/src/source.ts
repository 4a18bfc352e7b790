import {
  type CheckpointStore,
  type Environment,
  LeasedShards,
  type OwnedShard,
  type ResolvedStreamOptions,
  sleep,
  SourceError,
  type StartupWarning,
  type StreamCapabilities,
  type StreamRecord,
  type StreamSource,
} from "@millrace/core/connector";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";

import type { StreamChoice } from "./choose-stream.ts";
import { classify } from "./classify.ts";
import { envelopeBytes, toEvent } from "./event.ts";
import type { Settings } from "./settings.ts";
import { StreamShards } from "./shards.ts";
import type { StreamClient } from "./stream-client.ts";

export interface DynamoDBStreamsSourceOptions extends Environment {
  readonly client: StreamClient;
  readonly settings: Settings;
  readonly options: ResolvedStreamOptions;
  readonly store: CheckpointStore;
  readonly group: string;
  readonly workerName: string;
  readonly first: StreamChoice;
  readonly warn: (warning: StartupWarning) => void;
}

/** Between two looks for a stream that follows a finished one. */
const successorPollMs = 30_000;

interface OpenStream {
  readonly streamArn: string;
  readonly shards: StreamShards;
  readonly leased: LeasedShards<DynamoDBRecord>;
}

/**
 * A table's changes: its streams, one after the other.
 *
 * ```
 *   reading a stream ── disabled, and every shard done ──► waiting for the next ──► reading it, from its beginning
 *                                                        └─ given by ARN: finished
 * ```
 */
export class DynamoDBStreamsSource implements StreamSource<DynamoDBRecord, DynamoDBStreamEvent> {
  readonly capabilities: StreamCapabilities;
  readonly destination: string;
  readonly #options: DynamoDBStreamsSourceOptions;
  #open: OpenStream;

  constructor(options: DynamoDBStreamsSourceOptions) {
    this.#options = options;
    this.capabilities = { envelopeBytes, commitEveryMs: options.settings.commitEveryMs };
    this.destination = options.settings.table;
    this.#open = this.#openStream(options.first);
  }

  /** Of the stream that is read now. */
  get arn(): string {
    return this.#open.streamArn;
  }

  async *owned({
    signal,
  }: {
    readonly signal: AbortSignal;
  }): AsyncGenerator<OwnedShard<DynamoDBRecord>> {
    while (!signal.aborted) {
      const { shards, leased } = this.#open;
      try {
        yield* leased.owned({ signal: AbortSignal.any([signal, shards.halted]) });
      } catch (error) {
        if (!(await this.#wentAway(error, signal))) throw error;
        continue;
      }
      if (signal.aborted) return;
      if (shards.halted.aborted) throw shards.halted.reason;
      if (this.#options.settings.streamArn !== undefined) return;
      if (!(await this.#moveOn(signal)))
        await sleep(this.#options.clock, successorPollMs, signal).catch(() => {});
    }
  }

  toEvent(records: readonly StreamRecord<DynamoDBRecord>[]): DynamoDBStreamEvent {
    return toEvent(records);
  }

  async close(): Promise<void> {
    this.#options.client.close();
  }

  /** A stream whose time is over cannot be listed any more; its successor can. */
  async #wentAway(error: unknown, signal: AbortSignal): Promise<boolean> {
    const missing = error instanceof SourceError && error.decision === "missing";
    return (
      missing && this.#options.settings.streamArn === undefined && (await this.#moveOn(signal))
    );
  }

  /** @returns false when there is no later stream. */
  async #moveOn(signal: AbortSignal): Promise<boolean> {
    const { client, settings, warn } = this.#options;
    const { table } = settings;
    const arns = await client.findStreams(table, signal).catch((cause: unknown) => {
      throw classify(cause, `ListStreams of ${table}`).error;
    });
    const streamArn = arns.find((arn) => arn > this.#open.streamArn);
    if (streamArn === undefined) return false;
    warn({
      code: "stream-replaced",
      message: `${table}: its stream ${this.#open.streamArn} is done, ${streamArn} is read from its beginning. Changes made while neither was enabled were recorded nowhere`,
    });
    this.#open = this.#openStream({ streamArn, startingPosition: "TRIM_HORIZON" });
    return true;
  }

  #openStream({ streamArn, startingPosition }: StreamChoice): OpenStream {
    const { clock, random, client, settings, options, store, group, workerName, warn } =
      this.#options;
    const { leaseMs } = settings;
    const shards = new StreamShards({
      clock,
      random,
      client,
      streamArn,
      startingPosition,
      batchSize: options.batchSize,
      idlePollMs: settings.idlePollMs,
      onDataLoss: settings.onDataLoss,
      warn,
    });
    const leased = new LeasedShards<DynamoDBRecord>({
      clock,
      random,
      stream: shards,
      scope: store.scope(streamArn, group),
      workerName,
      timings: { leaseMs, renewMs: leaseMs / 3, balanceMs: leaseMs / 2, settleMs: 2 * leaseMs },
      // StreamShards reports gaps itself, wherever the reading happens.
      onGap: () => {},
    });
    return { streamArn, shards, leased };
  }
}

import {
  type Bootstrap,
  type Environment,
  type LeasedStream,
  type ListedShard,
  type RecordPage,
  type ShardGap,
  type ShardListing,
  type ShardReading,
  type ShardStart,
  SourceError,
  type StartingPosition,
  type StartupWarning,
} from "@millrace/core/connector";
import type { DynamoDBRecord } from "aws-lambda";

import { findChildren } from "./find-children.ts";
import { Listings } from "./listings.ts";
import type { DataLossAction } from "./options.ts";
import { type ProcessBudgets, processBudgets } from "./process-budgets.ts";
import { ShardCursor } from "./shard-cursor.ts";
import { ShardReader } from "./shard-reader.ts";
import { startOf } from "./start-of.ts";
import type { StreamClient } from "./stream-client.ts";

export interface StreamShardsOptions extends Environment {
  readonly client: StreamClient;
  readonly streamArn: string;
  readonly startingPosition: StartingPosition | undefined;
  readonly batchSize: number;
  readonly idlePollMs: number;
  readonly onDataLoss: DataLossAction;
  readonly warn: (warning: StartupWarning) => void;
}

/** The shards of one stream, which is one ARN: what leases are taken on. */
export class StreamShards implements LeasedStream<DynamoDBRecord> {
  readonly #options: StreamShardsOptions;
  readonly #budgets: ProcessBudgets;
  readonly #listings: Listings;
  readonly #opened = new Set<string>();
  readonly #halting = new AbortController();

  constructor(options: StreamShardsOptions) {
    this.#options = options;
    this.#budgets = processBudgets(options.clock);
    this.#listings = new Listings({ ...options, budget: this.#budgets.descriptions });
  }

  /** Aborted, with a SourceError, when records were lost and the user wants to be asked first. */
  get halted(): AbortSignal {
    return this.#halting.signal;
  }

  list(signal: AbortSignal): Promise<ShardListing> {
    return this.#listings.list(signal);
  }

  children(shardId: string, signal: AbortSignal): Promise<readonly ListedShard[]> {
    return findChildren(shardId, { ...this.#options, budget: this.#budgets.descriptions }, signal);
  }

  startOf(shard: ListedShard, bootstrap: Bootstrap): ShardStart {
    return startOf(shard, bootstrap, this.#options.startingPosition);
  }

  pages(reading: ShardReading): AsyncIterable<RecordPage<DynamoDBRecord>> {
    const { shardId } = reading;
    const mayStartLatest = !this.#opened.has(shardId);
    this.#opened.add(shardId);
    const reported = {
      ...reading,
      onGap: (gap: ShardGap): void => {
        reading.onGap(gap);
        this.#onLoss(gap);
      },
    };
    const reader = new ShardReader(reading, {
      ...this.#options,
      budget: this.#budgets.reads,
      listings: this.#listings,
      cursor: new ShardCursor(reported, mayStartLatest),
      halted: () => (this.halted.aborted ? (this.halted.reason as SourceError) : undefined),
    });
    return reader.pages();
  }

  #onLoss(gap: ShardGap): void {
    const { onDataLoss, streamArn, warn } = this.#options;
    const message = describeGap(gap, streamArn);
    if (onDataLoss === "continue") {
      warn({ code: "data-loss", message });
      return;
    }
    const hint =
      "Reading has stopped, as onDataLoss: halt asks. Move the position of the shard, or set onDataLoss: continue";
    this.#halting.abort(new SourceError("refused", `${message}. ${hint}`));
  }
}

function describeGap({ shardId, after, resumedAt }: ShardGap, streamArn: string): string {
  const from =
    after.at === "after" ? `behind sequence number ${after.token}` : "from its beginning";
  const to = resumedAt === undefined ? "to its end" : `to before ${resumedAt}`;
  return `records of ${shardId} were dropped by the stream before they were read, ${from} ${to} (${streamArn})`;
}

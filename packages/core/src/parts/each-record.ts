import pLimit from "p-limit";

import { ConfigurationError } from "../base/configuration-error.ts";
import type { FunctionContext } from "../model/function-context.ts";
import { itemIdentifier, itemLane } from "../rules/item-identity.ts";

export interface EachRecordOptions {
  /**
   * Records of one event handled at once, 1 to 10,000. Default 1. Records of one FIFO message group
   * are handled one after the other whatever the number.
   */
  readonly concurrency?: number;
  /** Hears of each record that failed. Default: `console.error`, which on Lambda is the function's log. */
  readonly onError?: (error: unknown, item: unknown) => void;
}

/** An event with records that have an id: SQS's, DynamoDB Streams' and Kinesis's. */
export interface RecordsEvent<Item> {
  readonly Records: readonly Item[];
}

export interface RecordFailures {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/**
 * Turns a function of one record into a batch handler that reports its own item failures. Use it with
 * `functionResponseTypes: ["ReportBatchItemFailures"]`. It runs on Lambda as well.
 *
 * A record that throws has failed. In an ordered source nothing behind it in its lane is handled and
 * all of it is reported: the rest of its FIFO message group, or of its shard.
 *
 * @throws ConfigurationError when `concurrency` is out of range.
 */
export function eachRecord<Item>(
  handle: (item: Item, context: FunctionContext) => unknown,
  options: EachRecordOptions = {},
): (event: RecordsEvent<Item>, context: FunctionContext) => Promise<RecordFailures> {
  const { concurrency = 1, onError = logFailure } = options;
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 10_000) {
    throw new ConfigurationError(
      [
        {
          option: "concurrency",
          value: concurrency,
          problem: "must be an integer from 1 to 10000",
        },
      ],
      "eachRecord",
    );
  }
  return async (event, context) => {
    const limit = pLimit(concurrency);
    const runs = [...laneRuns(event.Records)].map((items) =>
      limit(() => runInOrder(items, (item) => handle(item, context), onError)),
    );
    const failed = new Set((await Promise.all(runs)).flat());
    const batchItemFailures = event.Records.filter((item) => failed.has(item)).map((item) => ({
      itemIdentifier: itemIdentifier(item),
    }));
    return { batchItemFailures };
  };
}

/** @returns the items that are not done. */
async function runInOrder<Item>(
  items: readonly Item[],
  handle: (item: Item) => unknown,
  onError: (error: unknown, item: unknown) => void,
): Promise<readonly Item[]> {
  for (const [index, item] of items.entries()) {
    try {
      await handle(item);
    } catch (error) {
      onError(error, item);
      return items.slice(index);
    }
  }
  return [];
}

/** Items that must run one after the other: one list per lane, and one per item without a lane. */
function laneRuns<Item>(items: readonly Item[]): Iterable<Item[]> {
  const runs: Item[][] = [];
  const byLane = new Map<string, Item[]>();
  for (const item of items) {
    const lane = itemLane(item);
    const run = lane === undefined ? undefined : byLane.get(lane);
    if (run !== undefined) run.push(item);
    else {
      const started = [item];
      runs.push(started);
      if (lane !== undefined) byLane.set(lane, started);
    }
  }
  return runs;
}

function logFailure(error: unknown, item: unknown): void {
  // oxlint-disable-next-line no-console -- on Lambda the console is the function's log, and the error must not vanish
  console.error(`record ${itemIdentifier(item)} failed`, error);
}

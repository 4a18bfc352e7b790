import { createMapping, type Mapping, type StreamMappingOptions } from "@millrace/core";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { onTestFinished, vi } from "vitest";

import { dynamodbStreams } from "../../src/dynamodb-streams.ts";
import type { DynamoDBStreamsSettings } from "../../src/options.ts";
import { server } from "./tables.ts";

export interface Collector {
  readonly records: DynamoDBRecord[];
  readonly warnings: string[];
  readonly mapping: Mapping<DynamoDBRecord, DynamoDBStreamEvent>;
  /** Waits until so many records were handled. */
  have(count: number): Promise<readonly DynamoDBRecord[]>;
}

/** A started mapping on a table that keeps what its handler gets. Closed when the test ends. */
export async function collect(
  table: string,
  {
    source = {},
    ...options
  }: Partial<StreamMappingOptions<DynamoDBStreamEvent>> & {
    readonly source?: DynamoDBStreamsSettings;
  } = {},
): Promise<Collector> {
  const records: DynamoDBRecord[] = [];
  const warnings: string[] = [];
  const mapping = createMapping({
    startingPosition: "TRIM_HORIZON",
    handler: (event: DynamoDBStreamEvent) => {
      records.push(...event.Records);
    },
    ...options,
    source: dynamodbStreams({ table, ...server(), idlePollMs: 250, ...source }),
  });
  mapping.on("warning", ({ code }) => warnings.push(code));
  onTestFinished(async () => {
    await mapping.close();
  });
  await mapping.start();
  return {
    records,
    warnings,
    mapping,
    have: async (count) => {
      await vi.waitFor(
        () => {
          if (records.length < count) throw new Error(`${records.length} of ${count} records`);
        },
        { timeout: 15_000, interval: 20 },
      );
      return records;
    },
  };
}

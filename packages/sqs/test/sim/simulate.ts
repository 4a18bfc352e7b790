import {
  createMapping,
  type Mapping,
  type MappingEventName,
  type MappingEvents,
  type QueueMappingOptions,
} from "@millrace/core";
import { seededRandom } from "@millrace/core/connector";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import { onTestFinished } from "vitest";

import { openQueue } from "../../src/open-queue.ts";
import type { SqsSettings } from "../../src/options.ts";
import type { QueueDirectory } from "../../src/queue-client.ts";
import { resolveSettings } from "../../src/settings.ts";
import { sqs } from "../../src/sqs.ts";
import { SimulatedSqs, type SimulatedSqsOptions } from "./simulated-sqs.ts";
import { VirtualClock } from "@millrace/testkit";

type Recorded = {
  [Name in MappingEventName]: { readonly name: Name; readonly event: MappingEvents[Name] };
}[MappingEventName] & { readonly atMs: number };

export interface Simulation {
  readonly clock: VirtualClock;
  readonly queue: SimulatedSqs;
  readonly mapping: Mapping<SQSRecord, SQSEvent>;
  /** What happened so far under this name. */
  events<Name extends MappingEventName>(
    name: Name,
  ): readonly (MappingEvents[Name] & { readonly atMs: number })[];
}

export interface SimulationOptions extends Partial<QueueMappingOptions<SQSEvent>> {
  readonly queue?: Omit<SimulatedSqsOptions, "clock">;
  readonly source?: SqsSettings;
  readonly seed?: number;
}

const recorded: readonly MappingEventName[] = [
  "warning",
  "pollers",
  "received",
  "receiveFailed",
  "duplicated",
  "invoking",
  "invoked",
  "settled",
  "extended",
  "leaseLost",
];

/** A mapping with this connector on a simulated queue, in virtual time. Started; closed when the test ends. */
export async function simulate({
  queue: queueOptions = {},
  source: settings = {},
  seed = 1,
  ...options
}: SimulationOptions): Promise<Simulation> {
  const clock = new VirtualClock();
  const queue = new SimulatedSqs({ ...queueOptions, clock });
  const name = queueOptions.fifo === true ? "orders.fifo" : "orders";
  const sourceOptions = {
    ...settings,
    queueUrl: `https://sqs.eu-central-1.amazonaws.com/123456789012/${name}`,
  };
  const definition = sqs(sourceOptions);
  const mapping = createMapping<SQSRecord, SQSEvent>(
    {
      handler: () => {},
      ...options,
      source: {
        ...definition,
        open: (opening) =>
          openQueue(
            resolveSettings(sourceOptions),
            directoryOf(queue, queueOptions, name),
            opening,
          ),
      },
    },
    { clock, random: seededRandom(seed) },
  );
  const log: Recorded[] = [];
  for (const each of recorded)
    mapping.on(each, (event) => log.push({ name: each, event, atMs: clock.now() } as Recorded));
  onTestFinished(async () => {
    await clock.finish(mapping.close());
  });
  await clock.finish(mapping.start());
  return {
    clock,
    queue,
    mapping,
    events: (wanted) =>
      log
        .filter((entry) => entry.name === wanted)
        .map((entry) => ({ ...entry.event, atMs: entry.atMs }) as never),
  };
}

function directoryOf(
  queue: SimulatedSqs,
  { visibilityTimeoutSeconds = 30, maxReceiveCount }: Omit<SimulatedSqsOptions, "clock">,
  name: string,
): QueueDirectory {
  return {
    region: "eu-central-1",
    findQueueUrl: () => Promise.reject(new Error("looked up in vain")),
    readAttributes: () =>
      Promise.resolve({
        QueueArn: `arn:aws:sqs:eu-central-1:123456789012:${name}`,
        VisibilityTimeout: String(visibilityTimeoutSeconds),
        ...(maxReceiveCount === undefined
          ? {}
          : {
              RedrivePolicy: JSON.stringify({
                deadLetterTargetArn: `arn:aws:sqs:eu-central-1:123456789012:dead-${name}`,
                maxReceiveCount,
              }),
            }),
      }),
    openQueue: () => queue,
    close: () => {},
  };
}

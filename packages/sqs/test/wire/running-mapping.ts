import {
  createMapping,
  type Mapping,
  type MappingEventName,
  type MappingEvents,
  type QueueMappingOptions,
} from "@millrace/core";
import { ENGINE_CREDENTIALS } from "@millrace/engines";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import { onTestFinished } from "vitest";

import type { QueueName, SqsOptions, SqsSettings } from "../../src/options.ts";
import { sqs } from "../../src/sqs.ts";
import type { TestQueue } from "./test-queue.ts";

const recorded = [
  "warning",
  "pollers",
  "received",
  "receiveFailed",
  "invoking",
  "invoked",
  "settled",
  "leaseLost",
] as const satisfies readonly MappingEventName[];
type Recorded = (typeof recorded)[number];

export interface RunningMapping {
  readonly mapping: Mapping<SQSRecord, SQSEvent>;
  /** Events that handlers got, in order. */
  readonly handled: SQSEvent[];
  /** What happened so far under this name. */
  events<Name extends Recorded>(
    name: Name,
  ): readonly (MappingEvents[Name] & { readonly atMs: number })[];
  /** Resolves when the condition holds; looked at after every event. The test's timeout ends it. */
  until(condition: () => boolean): Promise<void>;
  /** Ids that the queue has confirmed to be deleted. */
  deleted(): readonly string[];
}

export interface RunOptions extends Partial<QueueMappingOptions<SQSEvent>> {
  readonly queue: TestQueue;
  /** Where requests go: a proxy. Default: the queue's server. */
  readonly endpoint?: string;
  readonly source?: SqsSettings & Pick<SqsOptions, "credentials">;
  /** Default: the queue's URL. */
  readonly queueName?: QueueName;
}

/** A mapping on a real server, started; closed when the test ends. */
export async function runMapping({
  queue,
  endpoint = queue.server.endpoint,
  source,
  queueName = { queueUrl: queue.url },
  handler = () => {},
  ...options
}: RunOptions): Promise<RunningMapping> {
  const handled: SQSEvent[] = [];
  const mapping = createMapping<SQSRecord, SQSEvent>({
    // Short polls keep the tests' drains short.
    source: sqs({
      ...queueName,
      endpoint,
      region: queue.server.region,
      credentials: ENGINE_CREDENTIALS,
      waitTimeSeconds: 1,
      ...source,
    }),
    drainTimeoutInSeconds: 10,
    ...options,
    handler:
      typeof handler === "function"
        ? async (event, context) => {
            handled.push(structuredClone(event));
            return await handler(event, context, () => {});
          }
        : handler,
  });
  const log: { readonly name: Recorded; readonly event: object; readonly atMs: number }[] = [];
  const waiting = new Set<() => void>();
  for (const name of recorded) {
    mapping.on(name, (event) => {
      log.push({ name, event, atMs: performance.now() });
      for (const check of waiting) check();
    });
  }
  onTestFinished(async () => {
    await mapping.close();
  });
  await mapping.start();
  const events: RunningMapping["events"] = (wanted) =>
    log
      .filter(({ name }) => name === wanted)
      .map(({ event, atMs }) => ({ ...event, atMs }) as never);
  return {
    mapping,
    handled,
    events,
    until: (condition) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!condition()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    deleted: () =>
      events("settled")
        .filter(({ action }) => action === "acknowledge")
        .flatMap(({ ids, results }) => ids.filter((_, index) => results[index] === "settled")),
  };
}

/** Bodies of all records that handlers got, in order. */
export function bodiesOf(events: readonly SQSEvent[]): readonly string[] {
  return events.flatMap(({ Records }) => Records.map(({ body }) => body));
}

import { createMapping, type Mapping } from "@millrace/core";
import { type ResolvedQueueOptions, seededRandom } from "@millrace/core/connector";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import { onTestFinished } from "vitest";

import { openQueue } from "../../src/open-queue.ts";
import type { QueueDirectory } from "../../src/queue-client.ts";
import { resolveSettings } from "../../src/settings.ts";
import { sqs } from "../../src/sqs.ts";
import { SimulatedSqs } from "../sim/simulated-sqs.ts";
import { VirtualClock } from "@millrace/testkit";
import { type Options, type Request, toOptions } from "./request.ts";

/** The world before a request. */
export interface Given {
  readonly source?: "missing";
  readonly functions?: readonly string[];
  readonly existing?: readonly Request[];
  readonly queueVisibilityTimeoutSeconds?: number;
  readonly functionTimeoutSeconds?: number;
}

export interface MappingUnderTest {
  readonly mapping: Mapping<SQSRecord, SQSEvent>;
  readonly clock: VirtualClock;
  readonly warnings: readonly string[];
  /** What the source was opened with, most recently. */
  readonly opened: () => ResolvedQueueOptions | undefined;
  readonly given: Options;
}

/** A mapping as a create request describes it, on a simulated queue. */
export function createFromRequest(request: Request, world: Given): MappingUnderTest {
  const clock = new VirtualClock();
  const visibility = world.queueVisibilityTimeoutSeconds;
  const sourceOptions = {
    eventSourceArn: request["EventSourceArn"] as string,
    // The rule about both timeouts is AWS's own, for a lease that is never extended.
    ...(visibility === undefined ? {} : { extendVisibility: false }),
  };
  const definition = sqs(sourceOptions);
  let opened: ResolvedQueueOptions | undefined;
  const given = toOptions(request);
  const mapping = createMapping<SQSRecord, SQSEvent>(
    {
      ...given,
      ...(world.functionTimeoutSeconds === undefined
        ? {}
        : { timeout: world.functionTimeoutSeconds }),
      handler: () => {},
      source: {
        ...definition,
        open: (opening) => {
          opened = opening.options;
          return openQueue(resolveSettings(sourceOptions), directoryOf(world, clock), opening);
        },
      },
    },
    { clock, random: seededRandom(1) },
  );
  const warnings: string[] = [];
  mapping.on("warning", ({ message }) => warnings.push(message));
  onTestFinished(async () => {
    await clock.finish(mapping.close());
  });
  return { mapping, clock, warnings, opened: () => opened, given };
}

function directoryOf(world: Given, clock: VirtualClock): QueueDirectory {
  const missing = Object.assign(new Error("The specified queue does not exist."), {
    name: "QueueDoesNotExist",
    Code: "AWS.SimpleQueueService.NonExistentQueue",
  });
  return {
    region: "eu-central-1",
    findQueueUrl: (name) =>
      world.source === "missing"
        ? Promise.reject(missing)
        : Promise.resolve(`https://sqs.eu-central-1.amazonaws.com/123456789012/${name}`),
    readAttributes: () =>
      Promise.resolve({ VisibilityTimeout: String(world.queueVisibilityTimeoutSeconds ?? 30) }),
    openQueue: () => new SimulatedSqs({ clock }),
    close: () => {},
  };
}

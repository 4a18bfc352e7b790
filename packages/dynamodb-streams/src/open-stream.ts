import {
  backoffMs,
  ConfigurationError,
  createMemoryStore,
  sleep,
  SourceError,
  type StreamOpening,
} from "@millrace/core/connector";

import { findWarnings, missingStream, permissionHint } from "./checks.ts";
import { chooseStream, type StreamChoice } from "./choose-stream.ts";
import { classify } from "./classify.ts";
import type { Settings } from "./settings.ts";
import { DynamoDBStreamsSource } from "./source.ts";
import type { StreamClient } from "./stream-client.ts";

/** A start may meet a network that is not up yet. */
const attempts = 4;
const startBackoff = { firstMs: 250, ceilingMs: 2_000 } as const;

/**
 * Finds the stream, asks what it is like, and opens it.
 *
 * @throws ConfigurationError when there is no such stream.
 * @throws SourceError when it cannot be reached or refuses these credentials.
 */
export async function openStream(
  settings: Settings,
  client: StreamClient,
  opening: StreamOpening,
): Promise<DynamoDBStreamsSource> {
  const { clock, random, mappingName, options, signal } = opening;
  const store = opening.checkpointStore ?? createMemoryStore();
  const group = settings.consumerGroup ?? mappingName;
  const first = await chooseFirst(settings, client, opening, (arns) =>
    chooseStream(arns, store, group, options.startingPosition),
  );
  const { streamArn } = first;
  const { status } = await insist(settings, opening, `DescribeStream on ${streamArn}`, () =>
    client.describe({ streamArn }, signal),
  );
  for (const warning of findWarnings(settings.table, status, options)) opening.warn(warning);
  return new DynamoDBStreamsSource({
    clock,
    random,
    client,
    settings,
    options,
    store,
    group,
    workerName: mappingName,
    first,
    warn: (warning) => opening.warn(warning),
  });
}

async function chooseFirst(
  settings: Settings,
  client: StreamClient,
  opening: StreamOpening,
  choose: (arns: readonly string[]) => Promise<StreamChoice | undefined>,
): Promise<StreamChoice> {
  const { streamArn, table } = settings;
  const { startingPosition } = opening.options;
  if (streamArn !== undefined) return { streamArn, startingPosition };
  const arns = await insist(settings, opening, `ListStreams of ${table}`, () =>
    client.findStreams(table, opening.signal),
  );
  const choice = await choose(arns);
  if (choice === undefined) throw notFound(settings, opening);
  return choice;
}

/** Calls until it works; what a moment mends is tried again. */
async function insist<Result>(
  settings: Settings,
  opening: StreamOpening,
  action: string,
  call: () => Promise<Result>,
): Promise<Result> {
  const { clock, random, signal } = opening;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (cause) {
      const { error } = classify(cause, action);
      if (error.decision === "missing") throw notFound(settings, opening, error);
      if (error.decision === "denied")
        throw new SourceError("denied", `${error.message}. ${permissionHint}`, { cause: error });
      const passing = ["not-connected", "throttled"].includes(error.decision);
      if (!passing || attempt === attempts) throw error;
    }
    await sleep(clock, backoffMs(startBackoff, attempt, random), signal);
  }
}

function notFound(
  settings: Settings,
  { mappingName }: StreamOpening,
  cause?: SourceError,
): ConfigurationError {
  const error = new ConfigurationError([missingStream(settings)], `mapping ${mappingName}`);
  if (cause !== undefined) error.cause = cause;
  return error;
}

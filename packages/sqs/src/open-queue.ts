import {
  backoffMs,
  ConfigurationError,
  type QueueOpening,
  sleep,
  SourceError,
} from "@millrace/core/connector";

import { toCapabilities } from "./capabilities.ts";
import { findMisfits, findRetentionWarning, findWarnings } from "./checks.ts";
import { classify } from "./classify.ts";
import type { RecordOrigin } from "./event.ts";
import { formatQueueArn, parseQueueArn, partitionOf } from "./queue-arn.ts";
import type { QueueDirectory } from "./queue-client.ts";
import { type QueueFacts, readQueueFacts } from "./queue-facts.ts";
import { parseQueueUrl } from "./queue-url.ts";
import type { Settings } from "./settings.ts";
import { SqsSource } from "./source.ts";

/** A start may meet a network that is not up yet. */
const attempts = 4;
const startBackoff = { firstMs: 250, ceilingMs: 2_000 } as const;

/**
 * Finds the queue, asks what it is like, checks that it fits, and opens it.
 *
 * @throws ConfigurationError when the queue does not exist or does not fit the options.
 * @throws SourceError when it cannot be reached or refuses these credentials.
 */
export async function openQueue(
  settings: Settings,
  directory: QueueDirectory,
  opening: QueueOpening,
): Promise<SqsSource> {
  const { clock, random, options, timeoutMs } = opening;
  const queueUrl = settings.queueUrl ?? (await findQueueUrl(settings, directory, opening));
  const { facts, tookMs } = await readFacts(settings, queueUrl, directory, opening);
  const checked = { settings, facts, options, timeoutMs };
  const misfits = findMisfits(checked);
  if (misfits.length > 0) throw new ConfigurationError(misfits, `mapping ${opening.mappingName}`);
  for (const warning of findWarnings(checked)) opening.warn(warning);
  await checkRetention(settings, facts, directory, opening);
  return new SqsSource({
    client: directory.openQueue(queueUrl),
    clock,
    random,
    capabilities: toCapabilities(settings, facts, timeoutMs),
    queueName: settings.queueName,
    origin: toOrigin(settings, facts, queueUrl, directory.region, options.windowMs > 0),
    retryRule: {
      delay: settings.retryDelay,
      queueVisibilityMs: facts.visibilityTimeoutSeconds * 1000,
    },
    deleteLingerMs: settings.deleteLingerMs,
    roundTripMs: tookMs,
    warn: (warning) => opening.warn(warning),
  });
}

function findQueueUrl(
  settings: Settings,
  directory: QueueDirectory,
  opening: QueueOpening,
): Promise<string> {
  const { queueName, eventSourceArn } = settings;
  const accountId = parseQueueArn(eventSourceArn ?? "")?.accountId;
  return insist(settings, opening, `GetQueueUrl for ${queueName}`, () =>
    directory.findQueueUrl(queueName, accountId),
  );
}

async function readFacts(
  settings: Settings,
  queueUrl: string,
  directory: QueueDirectory,
  opening: QueueOpening,
): Promise<{ readonly facts: QueueFacts; readonly tookMs: number }> {
  const { clock } = opening;
  const { queueName } = settings;
  let startedAtMs = clock.now();
  try {
    const attributes = await insist(settings, opening, `GetQueueAttributes of ${queueName}`, () => {
      startedAtMs = clock.now();
      return directory.readAttributes(queueUrl);
    });
    return { facts: readQueueFacts(attributes), tookMs: clock.now() - startedAtMs };
  } catch (error) {
    if (!(error instanceof SourceError) || error.decision !== "denied") throw error;
    const facts = readQueueFacts({});
    opening.warn({
      code: "attributes-unreadable",
      message: `${queueName}: its attributes cannot be read (${error.message}), so AWS's defaults are assumed, such as a visibility timeout of ${facts.visibilityTimeoutSeconds} s, and nothing is checked. Allow sqs:GetQueueAttributes`,
    });
    return { facts, tookMs: clock.now() - startedAtMs };
  }
}

/** The dead-letter queue may belong to somebody else: not being let in there is no news. */
async function checkRetention(
  settings: Settings,
  facts: QueueFacts,
  directory: QueueDirectory,
  opening: QueueOpening,
): Promise<void> {
  const arn = parseQueueArn(facts.redrive?.deadLetterArn ?? "");
  if (arn === undefined || settings.fifo) return;
  let deadLetter: QueueFacts;
  try {
    const url = await directory.findQueueUrl(arn.queueName, arn.accountId);
    deadLetter = readQueueFacts(await directory.readAttributes(url));
  } catch {
    return;
  }
  const warning = findRetentionWarning(settings, facts, deadLetter);
  if (warning !== undefined) opening.warn(warning);
}

function toOrigin(
  settings: Settings,
  facts: QueueFacts,
  queueUrl: string,
  region: string,
  nulls: boolean,
): RecordOrigin {
  const eventSourceArn =
    settings.eventSourceArn ??
    facts.arn ??
    formatQueueArn({
      partition: partitionOf(region),
      region,
      accountId: parseQueueUrl(queueUrl)?.accountId ?? "000000000000",
      queueName: settings.queueName,
    });
  return { eventSourceArn, awsRegion: parseQueueArn(eventSourceArn)?.region ?? region, nulls };
}

/** Tries again what may work in a moment; says what is wrong when it will not. */
async function insist<Answer>(
  settings: Settings,
  { clock, random, signal, mappingName }: QueueOpening,
  action: string,
  call: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const sourceError = classify(error, action);
      if (sourceError.decision === "missing")
        throw missingQueue(settings, mappingName, sourceError);
      const passing = ["not-connected", "throttled"].includes(sourceError.decision);
      if (!passing || attempt === attempts) throw sourceError;
    }
    await sleep(clock, backoffMs(startBackoff, attempt, random), signal);
  }
}

/** AWS's own words for it come from the receive that Lambda tries. */
const missingText =
  "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.";

function missingQueue(settings: Settings, mappingName: string, cause: SourceError): Error {
  const { eventSourceArn, queueUrl, queueName } = settings;
  const error = new ConfigurationError(
    [
      {
        option: eventSourceArn === undefined ? "queueUrl" : "eventSourceArn",
        value: eventSourceArn ?? queueUrl,
        problem: `names a queue that does not exist: ${missingText}`,
        hint: `Create ${queueName}, or check account, region and endpoint`,
        aws: { code: "InvalidParameterValueException", message: missingText },
      },
    ],
    `mapping ${mappingName}`,
  );
  error.cause = cause;
  return error;
}

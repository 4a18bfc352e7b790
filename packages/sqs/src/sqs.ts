import {
  ConfigurationError,
  type QueueOpening,
  type QueueSourceDefinition,
  toConfigurationIssues,
  withoutValues,
} from "@millrace/core/connector";
import type { SQSEvent, SQSRecord } from "aws-lambda";

import { checkOptions } from "./check-options.ts";
import { checkSettings } from "./check-settings.ts";
import { connectSqs } from "./client.ts";
import { openQueue } from "./open-queue.ts";
import type { SqsOptions } from "./options.ts";
import type { QueueDirectory } from "./queue-client.ts";
import { queueIdentity } from "./queue-identity.ts";
import { type CheckedOptions, codeSchema } from "./schema.ts";
import { resolveSettings, type Settings } from "./settings.ts";
import type { SqsSource } from "./source.ts";

/** Receives that may be pending beyond the pollers' own: those a shutdown has given up. */
const spareSockets = 2;

/**
 * An SQS queue as the source of a mapping. Nothing is connected before the mapping starts.
 *
 * @example
 * ```ts
 * createMapping({ source: sqs({ queueUrl: process.env.QUEUE_URL }), handler });
 * ```
 * @throws ConfigurationError with every option that is refused.
 */
export function sqs(options: SqsOptions): QueueSourceDefinition<SQSRecord, SQSEvent> {
  const settings = resolveSettings(check(options));
  const { queueName, fifo, fifoOnFailure, fifoLocalRetries } = settings;
  return {
    kind: "queue",
    connector: "sqs",
    defaultName: queueName,
    identity: queueIdentity(settings),
    messagingSystem: "aws.sqs",
    operations: {
      receive: "receive",
      acknowledge: "delete",
      retry: "change_visibility",
      release: "change_visibility",
    },
    laneFailure: fifoOnFailure === "lambda" ? "record" : "lane",
    laneRetries: fifoLocalRetries,
    filterView: {
      data: [{ name: "body", encoding: "text", plainPatterns: "allowed", mismatch: "drop" }],
    },
    checkOptions: (mappingOptions, given) => checkOptions(fifo, mappingOptions, given),
    open: (opening) => open(settings, opening),
  };
}

async function open(settings: Settings, opening: QueueOpening): Promise<SqsSource> {
  const directory = await connect(settings, opening);
  try {
    return await openQueue(settings, directory, opening);
  } finally {
    directory.close();
  }
}

async function connect(settings: Settings, opening: QueueOpening): Promise<QueueDirectory> {
  const { region, endpoint, credentials } = settings;
  try {
    return await connectSqs({
      clock: opening.clock,
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(credentials === undefined ? {} : { credentials }),
      receiveSockets: opening.options.maximumPollers + spareSockets,
    });
  } catch (cause) {
    const error = new ConfigurationError(
      [
        {
          option: "region",
          problem: "is not set, and neither the queue's URL nor the AWS configuration names one",
          hint: "Set region, or the variable AWS_REGION",
        },
      ],
      `mapping ${opening.mappingName}`,
    );
    error.cause = cause;
    throw error;
  }
}

/** What must not be shown: it can hold a key or a password. */
const secret: readonly string[] = ["credentials", "queueUrl", "endpoint"];

function check(options: SqsOptions): CheckedOptions {
  const parsed = codeSchema.safeParse(options);
  if (!parsed.success) {
    const issues = toConfigurationIssues(parsed.error, codeSchema, options);
    throw new ConfigurationError(withoutValues(issues, secret), "sqs");
  }
  const issues = checkSettings(parsed.data);
  if (issues.length > 0) throw new ConfigurationError(issues, "sqs");
  return parsed.data;
}

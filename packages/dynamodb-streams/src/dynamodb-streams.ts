import {
  ConfigurationError,
  type StreamOpening,
  type StreamSourceDefinition,
  toConfigurationIssues,
  withoutValues,
} from "@millrace/core/connector";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";

import { checkOptions } from "./check-options.ts";
import { checkSettings } from "./check-settings.ts";
import { connectStreams } from "./client.ts";
import { openStream } from "./open-stream.ts";
import type { DynamoDBStreamsOptions } from "./options.ts";
import { type CheckedOptions, codeSchema } from "./schema.ts";
import { resolveSettings, type Settings } from "./settings.ts";
import type { DynamoDBStreamsSource } from "./source.ts";
import type { StreamClient } from "./stream-client.ts";

/**
 * The changes of a DynamoDB table as the source of a mapping. Nothing is connected before the mapping
 * starts.
 *
 * @example
 * ```ts
 * createMapping({
 *   source: dynamodbStreams({ table: "orders" }),
 *   startingPosition: "TRIM_HORIZON",
 *   handler,
 * });
 * ```
 * @throws ConfigurationError with every option that is refused.
 */
export function dynamodbStreams(
  options: DynamoDBStreamsOptions,
): StreamSourceDefinition<DynamoDBRecord, DynamoDBStreamEvent> {
  const settings = resolveSettings(check(options));
  const { table, streamArn } = settings;
  return {
    kind: "stream",
    connector: "dynamodb-streams",
    defaultName: table,
    identity: streamArn ?? [table, settings.region, settings.endpoint].join(" "),
    messagingSystem: "aws.dynamodb_streams",
    receiveOperation: "get_records",
    progress: "checkpoints",
    filterView: { data: [{ name: "dynamodb", encoding: "none" }] },
    oversizedCondition: "RetryAttemptsExhausted",
    checkOptions: (mappingOptions) => checkOptions(streamArn ?? table, mappingOptions),
    open: (opening) => open(settings, opening),
  };
}

async function open(settings: Settings, opening: StreamOpening): Promise<DynamoDBStreamsSource> {
  const client = await connect(settings, opening);
  try {
    return await openStream(settings, client, opening);
  } catch (error) {
    client.close();
    throw error;
  }
}

async function connect(settings: Settings, opening: StreamOpening): Promise<StreamClient> {
  const { region, endpoint, credentials } = settings;
  try {
    return await connectStreams({
      clock: opening.clock,
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(credentials === undefined ? {} : { credentials }),
    });
  } catch (cause) {
    const error = new ConfigurationError(
      [
        {
          option: "region",
          problem: "is not set, and neither a stream's ARN nor the AWS configuration names one",
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
const secret: readonly string[] = ["credentials", "endpoint"];

function check(options: DynamoDBStreamsOptions): CheckedOptions {
  const parsed = codeSchema.safeParse(options);
  if (!parsed.success) {
    const issues = toConfigurationIssues(parsed.error, codeSchema, options);
    throw new ConfigurationError(withoutValues(issues, secret), "dynamodbStreams");
  }
  const issues = checkSettings(parsed.data);
  if (issues.length > 0) throw new ConfigurationError(issues, "dynamodbStreams");
  return parsed.data;
}

import type {
  ConfigurationIssue,
  ResolvedStreamOptions,
  StartupWarning,
} from "@millrace/core/connector";

import type { Settings } from "./settings.ts";
import type { StreamStatus } from "./stream-client.ts";

/** Source: Amazon DynamoDB Developer Guide, "Change data capture for DynamoDB Streams". */
export const retentionMs = 86_400_000;

/** What is allowed, and bites later. */
export function findWarnings(
  table: string,
  status: StreamStatus,
  { maximumRecordAgeMs }: ResolvedStreamOptions,
): readonly StartupWarning[] {
  const warnings: StartupWarning[] = [];
  if (status === "DISABLED" || status === "DISABLING") {
    warnings.push({
      code: "stream-disabled",
      message: `${table}: the stream takes no more records. What it holds is read, which it keeps for 24 hours; changes of the table made from now on are lost until a stream is enabled again`,
    });
  }
  if (maximumRecordAgeMs > retentionMs) {
    warnings.push({
      code: "age-beyond-retention",
      message: `${table}: maximumRecordAgeInSeconds is ${maximumRecordAgeMs / 1000}, but a DynamoDB stream drops records after 86,400 s, without a word to the destination. Set it below that`,
    });
  }
  return warnings;
}

/** The issue of a stream that is not there, in the words of AWS. */
export function missingStream({ table, streamArn }: Settings): ConfigurationIssue {
  const name = streamArn ?? table;
  const aws = {
    code: "InvalidParameterValueException",
    message: `Stream not found: ${name}`,
  } as const;
  return streamArn === undefined
    ? {
        option: "table",
        value: table,
        problem: "has no stream in this region, or is not there",
        hint: "Enable one (StreamSpecification: StreamEnabled, StreamViewType), and check region and endpoint",
        aws,
      }
    : {
        option: "streamArn",
        value: streamArn,
        problem: "names no stream in this region",
        hint: "A stream that was enabled again has a new ARN: name the table instead, or check region and endpoint",
        aws,
      };
}

/** Source: AWS Lambda, CreateEventSourceMapping, as its error reads. */
export const permissionHint =
  "Allow dynamodb:GetRecords, GetShardIterator, DescribeStream and ListStreams on the stream";

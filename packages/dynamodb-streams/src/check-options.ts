import type { ConfigurationIssue, ResolvedStreamOptions } from "@millrace/core/connector";

const invalidParameter = "InvalidParameterValueException";

/**
 * The rules between DynamoDB Streams and the options of a mapping, in the words of AWS.
 * Source: AWS Lambda API, CreateEventSourceMapping, as its errors read.
 *
 * @param streamName the stream's ARN, or the table's name where the ARN is not known yet.
 */
export function checkOptions(
  streamName: string,
  { startingPosition }: ResolvedStreamOptions,
): readonly ConfigurationIssue[] {
  switch (startingPosition) {
    case undefined:
      return [
        {
          option: "startingPosition",
          problem: "is required: TRIM_HORIZON or LATEST",
          hint: "TRIM_HORIZON reads everything that the stream still holds, and misses nothing",
          aws: {
            code: invalidParameter,
            message:
              "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
          },
        },
      ];
    case "AT_TIMESTAMP":
      return [
        {
          option: "startingPosition",
          value: startingPosition,
          problem: "must be TRIM_HORIZON or LATEST: a DynamoDB stream cannot be opened at a time",
          aws: {
            code: invalidParameter,
            message: `Unsupported starting position for arn type: ${streamName}`,
          },
        },
      ];
    case "TRIM_HORIZON":
    case "LATEST":
      return [];
    default:
      return startingPosition satisfies never;
  }
}

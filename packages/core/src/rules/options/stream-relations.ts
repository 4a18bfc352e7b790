import type { ConfigurationIssue } from "../../base/configuration-error.ts";
import type { StreamOptionsInput } from "./option-schemas.ts";

/**
 * Rules between the options of any stream.
 * Source: AWS Lambda API Reference, CreateEventSourceMapping; AWS's texts where they are known.
 */
export function checkStreamRelations(input: StreamOptionsInput): readonly ConfigurationIssue[] {
  const issues: ConfigurationIssue[] = [];
  const refuse = (option: string, value: unknown, problem: string, message: string): void => {
    const aws = { code: "InvalidParameterValueException", message } as const;
    issues.push({ option, ...(value === undefined ? {} : { value }), problem, aws });
  };
  const { maximumRecordAgeInSeconds: age, startingPosition, startingPositionTimestamp } = input;
  if (age !== undefined && age >= 0 && age < 60) {
    refuse(
      "maximumRecordAgeInSeconds",
      age,
      "must be -1 or from 60 to 604800",
      "MaximumRecordAgeInSeconds must be either -1 (forever) or between 60 and 604800 (inclusive)",
    );
  }
  if (startingPosition === "AT_TIMESTAMP" && startingPositionTimestamp === undefined) {
    const problem = "is required by startingPosition AT_TIMESTAMP";
    refuse("startingPositionTimestamp", undefined, problem, "Need to specify a timestamp");
  }
  if (startingPosition !== "AT_TIMESTAMP" && startingPositionTimestamp !== undefined) {
    const problem = "goes with startingPosition AT_TIMESTAMP only";
    const message = `startingPositionTimestamp: ${problem}`;
    refuse("startingPositionTimestamp", startingPositionTimestamp, problem, message);
  }
  if (input.destinationConfig?.onSuccess !== undefined) {
    refuse(
      "destinationConfig.onSuccess",
      input.destinationConfig.onSuccess,
      "is not for event sources: what succeeded goes nowhere",
      "Unsupported DestinationConfig parameter for given event source mapping type.",
    );
  }
  return issues;
}

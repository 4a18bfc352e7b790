import { createMapping, type Mapping } from "@millrace/core";
import { seededRandom } from "@millrace/core/connector";
import { VirtualClock } from "@millrace/testkit";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { describe, expect, onTestFinished, test } from "vitest";

import { dynamodbStreams } from "../src/dynamodb-streams.ts";
import { openStream } from "../src/open-stream.ts";
import { resolveSettings } from "../src/settings.ts";
import { ServiceError, SimulatedStreams, streamArn } from "./sim/simulated-streams.ts";

interface Opening {
  readonly clock: VirtualClock;
  readonly service: SimulatedStreams;
  readonly mapping: Mapping<DynamoDBRecord, DynamoDBStreamEvent>;
  readonly warnings: string[];
}

/** A mapping that is about to start on a simulated stream. */
function prepare(maximumRecordAgeInSeconds = -1): Opening {
  const clock = new VirtualClock();
  const service = new SimulatedStreams({ clock });
  const warnings: string[] = [];
  const options = { streamArn };
  const mapping = createMapping(
    {
      startingPosition: "TRIM_HORIZON",
      maximumRetryAttempts: 3,
      maximumRecordAgeInSeconds,
      handler: () => {},
      source: {
        ...dynamodbStreams(options),
        open: (opening) => openStream(resolveSettings(options), service, opening),
      },
    },
    { clock, random: seededRandom(1) },
  );
  mapping.on("warning", ({ code }) => warnings.push(code));
  onTestFinished(async () => {
    await clock.finish(mapping.close());
  });
  return { clock, service, mapping, warnings };
}

describe("opening a stream", () => {
  test("one that does not exist is refused in AWS's words", async () => {
    const { clock, service, mapping } = prepare();
    service.failNext.describe.push(new ServiceError("ResourceNotFoundException"));
    await expect(clock.finish(mapping.start())).rejects.toMatchObject({
      code: "MILLRACE_INVALID_OPTION",
      issues: [
        {
          option: "streamArn",
          aws: {
            code: "InvalidParameterValueException",
            message: `Stream not found: ${streamArn}`,
          },
        },
      ],
    });
  });

  test("missing permissions are named", async () => {
    const { clock, service, mapping } = prepare();
    service.failNext.describe.push(new ServiceError("AccessDeniedException"));
    await expect(clock.finish(mapping.start())).rejects.toThrow(
      /dynamodb:GetRecords, GetShardIterator, DescribeStream and ListStreams/,
    );
  });

  test("a network that comes up late is waited for", async () => {
    const { clock, service, mapping } = prepare();
    service.failNext.describe.push(new Error("connect ECONNREFUSED"), new Error("hang up"));
    await clock.finish(mapping.start());
    expect(mapping.status().state).toBe("Enabled");
  });

  test("a stream that takes no more records is told", async () => {
    const { clock, service, mapping, warnings } = prepare();
    service.status = "DISABLED";
    await clock.finish(mapping.start());
    expect(warnings).toContain("stream-disabled");
  });

  test("an age limit beyond what the stream keeps is told", async () => {
    const { clock, mapping, warnings } = prepare(100_000);
    await clock.finish(mapping.start());
    expect(warnings).toContain("age-beyond-retention");
  });
});

import { ConfigurationError, SourceError, type StartupWarning } from "@millrace/core";
import { seededRandom } from "@millrace/core/connector";
import { VirtualClock } from "@millrace/testkit";
import { describe, expect, test } from "vitest";

import { openQueue } from "../src/open-queue.ts";
import type { QueueDirectory } from "../src/queue-client.ts";
import { resolveSettings } from "../src/settings.ts";
import type { SqsSource } from "../src/source.ts";
import { SimulatedSqs } from "./sim/simulated-sqs.ts";

const url = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders";
const arn = "arn:aws:sqs:eu-central-1:123456789012:orders";

function failure(name: string, status: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });
}

interface Attempt {
  readonly source: Promise<SqsSource>;
  readonly warnings: readonly StartupWarning[];
  readonly clock: VirtualClock;
  readonly opened: readonly string[];
  readonly stop: AbortController;
}

/** Opens a queue with what its directory answers. */
function open(
  answers: Partial<Pick<QueueDirectory, "findQueueUrl" | "readAttributes">>,
  options: object = { queueUrl: url },
  timeoutMs = 30_000,
): Attempt {
  const clock = new VirtualClock();
  const warnings: StartupWarning[] = [];
  const opened: string[] = [];
  const stop = new AbortController();
  const source = openQueue(
    resolveSettings(options),
    {
      region: "eu-central-1",
      findQueueUrl: () => Promise.resolve(url),
      readAttributes: () => Promise.resolve({}),
      ...answers,
      openQueue: (queueUrl) => {
        opened.push(queueUrl);
        return new SimulatedSqs({ clock });
      },
      close: () => {},
    },
    {
      clock,
      random: seededRandom(1),
      mappingName: "orders",
      options: { windowMs: 0 } as never,
      timeoutMs,
      signal: stop.signal,
      warn: (warning) => warnings.push(warning),
    },
  );
  source.catch(() => {});
  return { source, warnings, clock, opened, stop };
}

describe("opening a queue", () => {
  test("finds the URL of an ARN in the account that it names", async () => {
    const asked: unknown[] = [];
    const { source, opened } = open(
      {
        findQueueUrl: (...what) => {
          asked.push(what);
          return Promise.resolve(url);
        },
      },
      { eventSourceArn: arn },
    );
    expect((await source).arn).toBe(arn);
    expect(asked).toEqual([["orders", "123456789012"]]);
    expect(opened).toEqual([url]);
  });

  test("takes the ARN from the queue, or makes it from the URL", async () => {
    const QueueArn = "arn:aws:sqs:eu-central-1:123456789012:other";
    const { source } = open({ readAttributes: () => Promise.resolve({ QueueArn }) });
    expect((await source).arn).toBe(QueueArn);
    expect((await open({}).source).arn).toBe(arn);
  });

  test("tells what the queue can do", async () => {
    const attributes = { VisibilityTimeout: "90", MaximumMessageSize: "1024" };
    const answers = { readAttributes: () => Promise.resolve(attributes) };
    expect((await open(answers).source).capabilities).toMatchObject({
      maximumReceive: 10,
      waitMs: 20_000,
      leaseMs: 45_000,
      extendable: true,
      ordered: false,
      maximumHoldMs: 43_200_000,
      maximumRecordBytes: 2 * 1024 + 4_096,
      envelopeBytes: 13,
    });
    expect((await open(answers, { queueUrl: url }, 1_000).source).capabilities.leaseMs).toBe(
      30_000,
    );
    expect((await open(answers, { queueUrl: url }, 900_000).source).capabilities.leaseMs).toBe(
      60_000,
    );
    const asAws = { queueUrl: url, extendVisibility: false };
    expect((await open(answers, asAws).source).capabilities).toMatchObject({
      leaseMs: 90_000,
      extendable: false,
    });
  });

  test("goes on with AWS's defaults when the attributes may not be read, and says so", async () => {
    const { source, warnings } = open({
      readAttributes: () => Promise.reject(failure("AccessDenied", 403)),
    });
    await source;
    expect(warnings.map(({ code }) => code)).toContain("attributes-unreadable");
    expect(warnings[0]?.message).toContain("sqs:GetQueueAttributes");
  });

  test("a missing queue is a configuration error in AWS's words, with the cause", async () => {
    const { source } = open({
      readAttributes: () => Promise.reject(failure("QueueDoesNotExist", 400)),
    });
    const error = await source.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain(
      "SQS Error Message: The specified queue does not exist.",
    );
    expect((error as Error).cause).toBeInstanceOf(SourceError);
  });

  test("a network that is not up yet is tried again, four times in all", async () => {
    let calls = 0;
    const recovering = open({
      readAttributes: () => {
        calls += 1;
        return calls < 4 ? Promise.reject(failure("TimeoutError", 0)) : Promise.resolve({});
      },
    });
    await recovering.clock.finish(recovering.source);
    expect(calls).toBe(4);
    const down = open({ readAttributes: () => Promise.reject(failure("TimeoutError", 0)) });
    await expect(down.clock.finish(down.source)).rejects.toMatchObject({
      code: "MILLRACE_NOT_CONNECTED",
    });
  });

  test("credentials that are refused are not tried again", async () => {
    let calls = 0;
    const { source } = open(
      {
        findQueueUrl: () => {
          calls += 1;
          return Promise.reject(failure("AccessDenied", 403));
        },
      },
      { eventSourceArn: arn },
    );
    await expect(source).rejects.toMatchObject({ code: "MILLRACE_ACCESS_DENIED" });
    expect(calls).toBe(1);
  });

  test("closing ends the wait between two tries", async () => {
    const { source, clock, stop } = open({
      readAttributes: () => Promise.reject(failure("TimeoutError", 0)),
    });
    await clock.advance(10);
    stop.abort(new Error("closing"));
    await expect(source).rejects.toThrow("closing");
  });

  test("reads the dead-letter queue's retention, and does not mind a closed door there", async () => {
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: "arn:aws:sqs:eu-central-1:210987654321:dead",
      maxReceiveCount: 5,
    });
    const deadUrl = "https://sqs.eu-central-1.amazonaws.com/210987654321/dead";
    const { source, warnings } = open({
      findQueueUrl: () => Promise.resolve(deadUrl),
      readAttributes: (which) =>
        Promise.resolve(which === deadUrl ? { MessageRetentionPeriod: "60" } : { RedrivePolicy }),
    });
    await source;
    expect(warnings.map(({ code }) => code)).toEqual(["short-dead-letter-retention"]);
    const closed = open({
      findQueueUrl: () => Promise.reject(failure("AccessDenied", 403)),
      readAttributes: () => Promise.resolve({ RedrivePolicy }),
    });
    await closed.source;
    expect(closed.warnings).toEqual([]);
  });
});

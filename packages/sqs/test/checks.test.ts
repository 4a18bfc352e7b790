import type { ResolvedQueueOptions } from "@millrace/core/connector";
import { describe, expect, test } from "vitest";

import { findMisfits, findRetentionWarning, findWarnings } from "../src/checks.ts";
import { readQueueFacts } from "../src/queue-facts.ts";
import { resolveSettings } from "../src/settings.ts";

interface Situation {
  readonly fifo?: boolean;
  readonly extendVisibility?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly windowMs?: number;
}

function checked({
  fifo = false,
  extendVisibility = true,
  attributes = {},
  timeoutMs = 30_000,
  windowMs = 0,
}: Situation): Parameters<typeof findWarnings>[0] {
  const name = fifo ? "orders.fifo" : "orders";
  return {
    settings: resolveSettings({
      queueUrl: `https://sqs.eu-central-1.amazonaws.com/123456789012/${name}`,
      extendVisibility,
    }),
    facts: readQueueFacts({ ...redrive(5), ...attributes }),
    options: { windowMs } as ResolvedQueueOptions,
    timeoutMs,
  };
}

function redrive(maxReceiveCount: number): Record<string, string> {
  const deadLetterTargetArn = "arn:aws:sqs:eu-central-1:123456789012:dead";
  return { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }) };
}

function codes(situation: Situation): readonly string[] {
  return findWarnings(checked(situation)).map(({ code }) => code);
}

describe("start-up checks", () => {
  test("a queue that is set up well gives no warning", () => {
    expect(codes({})).toEqual([]);
    expect(codes({ fifo: true })).toEqual([]);
  });

  test("S16 warn of a queue without a dead-letter queue", () => {
    const [warning] = findWarnings(checked({ attributes: { RedrivePolicy: "" } }));
    expect(warning?.code).toBe("no-redrive-policy");
    expect(warning?.message).toContain("maxReceiveCount 5");
  });

  test("warn of few receives on FIFO, where hand-backs count for the innocent", () => {
    expect(codes({ fifo: true, attributes: redrive(4) })).toEqual(["low-max-receive-count"]);
    expect(codes({ attributes: redrive(1) })).toEqual([]);
  });

  test("a handler that may take longer than the visibility timeout: a warning when leases are extended", () => {
    expect(codes({ timeoutMs: 31_000 })).toEqual(["short-visibility-timeout"]);
    expect(findMisfits(checked({ timeoutMs: 31_000 }))).toEqual([]);
  });

  test("and refused in AWS's words when they are not", () => {
    const [issue] = findMisfits(checked({ extendVisibility: false, timeoutMs: 60_000 }));
    expect(issue).toMatchObject({
      option: "queueUrl",
      aws: {
        message: "Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds",
      },
    });
    expect(findMisfits(checked({ extendVisibility: false, timeoutMs: 30_000 }))).toEqual([]);
  });

  test("a window and a timeout that do not fit into a lease that is never extended are warned of", () => {
    expect(codes({ extendVisibility: false, timeoutMs: 20_000, windowMs: 11_000 })).toEqual([
      "short-visibility-timeout",
    ]);
    expect(codes({ extendVisibility: false, timeoutMs: 20_000, windowMs: 10_000 })).toEqual([]);
  });

  test("a dead-letter queue that forgets as early as the queue is warned of, except FIFO", () => {
    const facts = readQueueFacts({ MessageRetentionPeriod: "345600" });
    const dead = (seconds: string) => readQueueFacts({ MessageRetentionPeriod: seconds });
    const { settings } = checked({});
    expect(findRetentionWarning(settings, facts, dead("345600"))?.code).toBe(
      "short-dead-letter-retention",
    );
    expect(findRetentionWarning(settings, facts, dead("1209600"))).toBeUndefined();
    const { settings: fifo } = checked({ fifo: true });
    expect(findRetentionWarning(fifo, facts, dead("60"))).toBeUndefined();
  });
});

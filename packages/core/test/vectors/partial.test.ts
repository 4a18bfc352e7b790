import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { decideQueueOutcome } from "../../src/rules/queue-outcome.ts";
import { endOf, type HandlerOutcome } from "./handler-outcome.ts";

interface Case {
  readonly name: string;
  readonly source: string;
  readonly reportBatchItemFailures: boolean;
  readonly batch: readonly string[];
  readonly groups?: readonly string[];
  readonly fifoOnFailure?: "group" | "lambda";
  readonly outcome: HandlerOutcome;
  readonly expected: {
    readonly verdict: string;
    readonly ack: readonly string[];
    readonly retry: readonly string[];
    readonly redelivery?: string;
    readonly countsAsAttempt: boolean;
  };
}

const all = (
  JSON.parse(readFileSync(new URL("partial.json", import.meta.url), "utf8")) as {
    readonly cases: readonly Case[];
  }
).cases;
const cases = all.filter(({ source }) => source === "sqs" || source === "sqs-fifo");

describe("partial vectors of queues", () => {
  test("there are cases", () => expect(cases.length).toBeGreaterThan(70));

  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const records = one.batch.map((id, index) => {
      const lane = one.groups?.[index];
      return lane === undefined ? { id } : { id, lane };
    });
    const outcome = decideQueueOutcome(records, endOf(one.outcome), {
      reportBatchItemFailures: one.reportBatchItemFailures,
      laneFailure: one.fifoOnFailure === "lambda" ? "record" : "lane",
    });
    const retry = outcome.retry.map((record) => record.id);
    expect({
      verdict: outcome.verdict,
      ack: outcome.acknowledge.map((record) => record.id),
      retry,
      // The engine calls again on the same lease when nothing was invoked, and leaves the rest to the queue.
      ...(retry.length === 0
        ? {}
        : { redelivery: outcome.verdict === "notInvoked" ? "sameLease" : "visibility" }),
      countsAsAttempt: outcome.verdict === "failure" || outcome.verdict === "partial",
    }).toEqual(one.expected);
  });
});

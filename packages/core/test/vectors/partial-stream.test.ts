import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import type { InvocationEnd } from "../../src/model/verdict.ts";
import type { Identify } from "../../src/rules/read-response.ts";
import {
  type Discard,
  decideStreamOutcome,
  type NextBatch,
  type StreamOutcome,
} from "../../src/rules/stream-outcome.ts";
import { endOf, type HandlerOutcome } from "./handler-outcome.ts";

interface Settings {
  readonly source: string;
  readonly reportBatchItemFailures: boolean;
  readonly bisect?: boolean;
  readonly maximumRetryAttempts?: number;
}

interface Case extends Settings {
  readonly name: string;
  readonly attempt?: number;
  readonly batch: readonly string[];
  readonly stream?: readonly string[];
  readonly mixPartitions?: boolean;
  readonly outcome: HandlerOutcome;
  readonly expected: Readonly<Record<string, unknown>>;
}

interface Trace extends Settings {
  readonly name: string;
  readonly batch: readonly string[];
  readonly poison: readonly string[];
  readonly mode: "throw" | "partial" | "malformed";
  readonly healAfter?: Readonly<Record<string, number>>;
  readonly throttleFirst?: number;
  readonly expected: {
    readonly invocations: readonly (readonly string[])[];
    readonly discarded: readonly object[];
    readonly settled: readonly string[];
  };
}

const vectors = JSON.parse(readFileSync(new URL("partial.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
  readonly traces: readonly Trace[];
};
const streams = vectors.cases.filter((one) => ["dynamodb", "kinesis", "kafka"].includes(one.source));
/** Events that hold several partitions, and events larger than the limit, are decided before a call. */
const cases = streams.filter(
  (one) => one.mixPartitions !== true && one.outcome.type !== "oversized",
);

describe("partial vectors of streams", () => {
  test("there are cases", () => expect(cases.length).toBeGreaterThan(55));

  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const entries = one.batch.map((id) => ({ id }));
    const outcome = decideStreamOutcome(entries, endOf(one.outcome), rulesOf(one), {
      attempt: one.attempt ?? 1,
    });
    const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);
    const { discard } = outcome;
    expect({
      verdict: outcome.verdict,
      ack: ids(outcome.succeeded),
      retry: outcome.next.flatMap((next) => ids(next.entries)),
      countsAsAttempt: outcome.countsAsAttempt,
      nextInvocations: outcome.next.map((next) => ids(next.entries)),
      checkpoint: checkpointOf(one, outcome),
      ...(discard === undefined ? {} : { discarded: { ...document(discard), condition: "RetryAttemptsExhausted" } }),
    }).toEqual(one.expected);
  });
});

describe("partial traces", () => {
  test("there are traces", () => expect(vectors.traces.length).toBeGreaterThan(15));

  test.each(vectors.traces.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    expect(play(one)).toEqual(one.expected);
  });
});

/** Runs a batch to its end, depth first, as a lane does. */
function play(trace: Trace): Trace["expected"] {
  const invocations: string[][] = [];
  const discarded: object[] = [];
  const settled: string[] = [];
  const failures = new Map<string, number>();
  let throttles = trace.throttleFirst ?? 0;
  const call = (ids: readonly string[]): InvocationEnd => {
    if (throttles > 0) {
      throttles -= 1;
      return { type: "throttled", error: new Error("throttled") };
    }
    invocations.push([...ids]);
    const bad = ids.filter((id) => {
      const healed = (failures.get(id) ?? 0) >= (trace.healAfter?.[id] ?? Number.POSITIVE_INFINITY);
      return trace.poison.includes(id) && !healed;
    });
    for (const id of bad) failures.set(id, (failures.get(id) ?? 0) + 1);
    if (bad.length === 0) return { type: "response", payload: undefined };
    if (trace.mode === "throw") return { type: "functionError", error: new Error("boom") };
    const listed = trace.mode === "malformed" ? [""] : bad;
    const batchItemFailures = listed.map((id) => ({ itemIdentifier: trace.source === "kafka" && id !== "" ? kafkaIdentifier(id) : id }));
    return { type: "response", payload: { batchItemFailures } };
  };

  const waiting: NextBatch<{ id: string }>[] = [
    { entries: trace.batch.map((id) => ({ id })), attempt: 1, changed: true },
  ];
  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
    const end = call(batch.entries.map(({ id }) => id));
    const outcome = decideStreamOutcome(batch.entries, end, rulesOf(trace), batch);
    settled.push(...outcome.succeeded.map(({ id }) => id));
    if (outcome.discard !== undefined) discarded.push(document(outcome.discard));
    waiting.unshift(...outcome.next);
  }
  return { invocations, discarded, settled };
}

function rulesOf(one: Settings): Parameters<typeof decideStreamOutcome>[2] {
  return {
    reportBatchItemFailures: one.reportBatchItemFailures,
    bisectBatchOnFunctionError: one.bisect ?? false,
    maximumRetryAttempts: one.maximumRetryAttempts ?? -1,
    ...(one.source === "kafka" ? { identify: identifyKafka } : {}),
  };
}


/** The last record of the run that is done, or over a discard; a filtered one in front of the cut counts. */
function checkpointOf(one: Case, outcome: StreamOutcome<{ id: string }>): unknown {
  const stream = one.stream ?? one.batch;
  const first = outcome.next[0]?.entries[0]?.id;
  const done = first === undefined ? stream : stream.slice(0, stream.indexOf(first));
  const progressed = outcome.succeeded.length > 0 || outcome.discard !== undefined;
  const last = progressed ? done.at(-1) : undefined;
  if (one.source !== "kafka") return last ?? null;
  const [partition, offset] = last?.split("@") ?? [];
  return partition === undefined ? {} : { [partition]: Number(offset) };
}

function document({ entries, approximateInvokeCount, functionError }: Discard<{ id: string }>): object {
  return { ids: entries.map(({ id }) => id), approximateInvokeCount, functionError };
}

const identifyKafka: Identify = (identifier) => {
  if (typeof identifier !== "object" || identifier === null) return undefined;
  const named = identifier as { partition?: unknown; "topic-partition"?: unknown; offset?: unknown };
  const partition = named.partition ?? named["topic-partition"];
  if (typeof partition !== "string" || typeof named.offset !== "number") return undefined;
  return `${partition}@${named.offset}`;
};

function kafkaIdentifier(id: string): object {
  const [partition, offset] = id.split("@");
  return { partition, offset: Number(offset) };
}

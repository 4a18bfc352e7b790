import { SourceError } from "@millrace/core/connector";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { expect, onTestFinished, test } from "vitest";

import { recordMetrics } from "../../src/telemetry/record-metrics.ts";
import { ToldMapping } from "../told-mapping.ts";

/** Sums of counters, counts of histograms, values of gauges; by name and the labels that differ. */
async function record(happen: (mapping: ToldMapping) => void): Promise<Record<string, number>> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 });
  const provider = new MeterProvider({ readers: [reader] });
  onTestFinished(() => provider.shutdown());
  const mapping = new ToldMapping("orders", { state: "Enabled", pollers: 3 });
  const source = { messagingSystem: "aws.sqs", defaultName: "orders" };
  recordMetrics(mapping.asMapping(), source, provider.getMeter("test"));
  happen(mapping);
  await provider.forceFlush();
  const points = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ value, attributes }) => {
        const { ["millrace.mapping"]: name, ...labels } = attributes;
        expect(name).toBe("orders");
        expect(labels["messaging.system.name"]).toBe("aws.sqs");
        expect(labels["messaging.destination.name"]).toBe("orders");
        const rest = Object.entries(labels)
          .filter(([key]) => !/^messaging\.(system|destination)\.name$/.test(key))
          .map(([key, label]) => `${key}=${String(label)}`);
        return [
          [descriptor.name, ...rest.toSorted()].join(" "),
          typeof value === "number" ? value : value.count,
        ] as const;
      }),
    );
  return Object.fromEntries(points);
}

const batch = { requestId: "r", ids: ["a", "b", "c"], bytes: 300, attempt: 1 };

test("receives are counted, empty and failed ones too", async () => {
  const metrics = await record((mapping) => {
    mapping.tell("received", { ids: ["a", "b"], bytes: 200, tookMs: 12 });
    mapping.tell("received", { ids: [], bytes: 0, tookMs: 1000 });
    const error = new SourceError("throttled", "slow down");
    mapping.tell("receiveFailed", { error, backoffMs: 100 });
    mapping.tell("filtered", { ids: ["a"] });
    mapping.tell("duplicated", { id: "a" });
  });
  expect(metrics).toMatchObject({
    "millrace.polled": 2,
    "millrace.polled.bytes": 200,
    "millrace.poll.empty": 1,
    "millrace.filtered": 1,
    "millrace.duplicates": 1,
    "millrace.errors error.type=MILLRACE_THROTTLED millrace.operation=receive": 1,
    "messaging.client.consumed.messages messaging.operation.name=receive": 2,
    "messaging.client.operation.duration messaging.operation.name=receive": 2,
  });
});

test("a batch of which one record fails", async () => {
  const metrics = await record((mapping) => {
    mapping.tell("invoking", { ...batch, reason: "window", waitedMs: 500 });
    mapping.tell("invoked", { ...batch, verdict: "partial", failedIds: ["b"], tookMs: 70 });
    mapping.tell("settled", {
      action: "acknowledge",
      ids: ["a", "c"],
      results: ["settled", "lost"],
    });
    mapping.tell("settled", { action: "retry", ids: ["b"], results: ["settled"] });
  });
  expect(metrics).toMatchObject({
    "millrace.invoked": 3,
    "millrace.failed millrace.verdict=partial": 1,
    "millrace.partial_failures": 1,
    "millrace.acknowledged": 1,
    "millrace.batch.inflight": 0,
    "millrace.batch.size millrace.batch.close_reason=window": 1,
    "millrace.batch.bytes millrace.batch.close_reason=window": 1,
    "millrace.batch.wait millrace.batch.close_reason=window": 1,
    "messaging.process.duration messaging.operation.name=process": 1,
  });
});

test("a call that fails, and one that never was", async () => {
  const metrics = await record((mapping) => {
    const failed = { ...batch, failedIds: batch.ids, tookMs: 1 };
    mapping.tell("invoking", { ...batch, reason: "size", waitedMs: 0 });
    mapping.tell("invoked", { ...failed, verdict: "failure", error: new RangeError("no") });
    mapping.tell("invoking", { ...batch, reason: "size", waitedMs: 0 });
    mapping.tell("invoked", { ...failed, verdict: "notInvoked" });
  });
  expect(metrics).toMatchObject({
    "millrace.failed error.type=RangeError millrace.verdict=failure": 3,
    "millrace.errors error.type=RangeError millrace.operation=invoke": 1,
    "millrace.errors millrace.operation=invoke": 1,
    "messaging.process.duration error.type=RangeError messaging.operation.name=process": 1,
  });
  expect(metrics).not.toHaveProperty("messaging.process.duration messaging.operation.name=process");
});

test("records that are given up, and a destination that does not take them", async () => {
  const metrics = await record((mapping) => {
    const given = { shardId: "s", ids: ["a"], condition: "RecordAgeExceeded" } as const;
    mapping.tell("discarded", { ...given, delivered: true });
    mapping.tell("discarded", { ...given, ids: ["b", "c"], delivered: false });
    mapping.tell("destinationFailed", { destination: "d", error: "no", backoffMs: 1 });
    mapping.tell("pageRead", { shardId: "s", ids: ["a"], bytes: 10 });
    mapping.tell("shardFailed", { shardId: "s", error: new TypeError("no") });
    mapping.tell("leaseLost", { id: "a", phase: "handling" });
  });
  expect(metrics).toMatchObject({
    "millrace.dead_lettered millrace.condition=RecordAgeExceeded": 1,
    "millrace.dropped millrace.condition=RecordAgeExceeded": 2,
    "millrace.errors error.type=_OTHER millrace.operation=destination": 1,
    "millrace.errors error.type=TypeError millrace.operation=read": 1,
    "millrace.leases.lost": 1,
    "millrace.polled": 1,
  });
});

test("the state and the pollers are looked up when they are read", async () => {
  const metrics = await record(() => {});
  expect(metrics).toEqual({
    "millrace.pollers": 3,
    "millrace.mapping.state millrace.state=Enabled": 1,
  });
});

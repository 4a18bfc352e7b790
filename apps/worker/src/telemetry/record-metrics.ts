import { type Attributes, type Meter, metrics, ValueType } from "@opentelemetry/api";

import type { Mapping } from "@millrace/core";
import { MillraceError } from "@millrace/core/connector";

import type { SourceDefinition } from "../config/check-source.ts";
import {
  batchSizeBuckets,
  durationBuckets,
  metricLabels as labels,
  metricNames as names,
} from "./metric-names.ts";

/** Derives every metric of a mapping from what it tells. Without an SDK in the process this costs next to nothing. */
export function recordMetrics(
  mapping: Mapping,
  source: Pick<SourceDefinition, "messagingSystem" | "defaultName">,
  meter: Meter = metrics.getMeter("@millrace/worker"),
): void {
  const base: Attributes = {
    [labels.mapping]: mapping.name,
    [labels.system]: source.messagingSystem,
    [labels.destination]: source.defaultName,
  };
  recordReceiving(mapping, meter, base);
  recordCalls(mapping, meter, base);
  recordOutcomes(mapping, meter, base);
  observeState(mapping, meter, base);
}

function recordReceiving(mapping: Mapping, meter: Meter, base: Attributes): void {
  const count = counterOf(meter);
  const polled = count(names.polled, "{record}");
  const polledBytes = count(names.polledBytes, "By");
  const consumed = count(names.consumedMessages, "{message}");
  const empty = count(names.emptyPolls, "{poll}");
  const filtered = count(names.filtered, "{record}");
  const duplicates = count(names.duplicates, "{record}");
  const errors = count(names.errors, "{call}");
  const duration = meter.createHistogram(names.operationDuration, {
    unit: "s",
    advice: { explicitBucketBoundaries: [...durationBuckets] },
  });
  const receive = { ...base, [labels.operationName]: "receive" };
  mapping.on("received", ({ ids, bytes, tookMs }) => {
    duration.record(tookMs / 1000, receive);
    polled.add(ids.length, base);
    polledBytes.add(bytes, base);
    if (ids.length === 0) empty.add(1, base);
    else consumed.add(ids.length, receive);
  });
  mapping.on("pageRead", ({ ids, bytes }) => {
    polled.add(ids.length, base);
    polledBytes.add(bytes, base);
    if (ids.length === 0) empty.add(1, base);
    else consumed.add(ids.length, receive);
  });
  mapping.on("receiveFailed", ({ error }) =>
    errors.add(1, { ...base, [labels.operation]: "receive", [labels.errorType]: error.code }),
  );
  mapping.on("shardFailed", ({ error }) =>
    errors.add(1, { ...base, [labels.operation]: "read", [labels.errorType]: errorType(error) }),
  );
  mapping.on("filtered", ({ ids }) => filtered.add(ids.length, base));
  mapping.on("duplicated", () => duplicates.add(1, base));
}

function recordCalls(mapping: Mapping, meter: Meter, base: Attributes): void {
  const count = counterOf(meter);
  const invoked = count(names.invoked, "{record}");
  const failed = count(names.failed, "{record}");
  const partial = count(names.partialFailures, "{call}");
  const errors = count(names.errors, "{call}");
  const inFlight = meter.createUpDownCounter(names.batchesInFlight, { unit: "{batch}" });
  const histogram = (name: string, unit: string, buckets?: readonly number[]) =>
    meter.createHistogram(name, {
      unit,
      ...(buckets === undefined ? {} : { advice: { explicitBucketBoundaries: [...buckets] } }),
    });
  const duration = histogram(names.processDuration, "s", durationBuckets);
  const wait = histogram(names.batchWait, "s", durationBuckets);
  const size = histogram(names.batchSize, "{record}", batchSizeBuckets);
  const bytes = histogram(names.batchBytes, "By");
  const process = { ...base, [labels.operationName]: "process" };
  mapping.on("invoking", (batch) => {
    const reason = { ...base, [labels.closeReason]: batch.reason };
    inFlight.add(1, base);
    size.record(batch.ids.length, reason);
    bytes.record(batch.bytes, reason);
    wait.record(batch.waitedMs / 1000, reason);
  });
  mapping.on("invoked", ({ ids, failedIds, verdict, tookMs, error }) => {
    const type = error === undefined ? {} : { [labels.errorType]: errorType(error) };
    inFlight.add(-1, base);
    invoked.add(ids.length, base);
    if (failedIds.length > 0)
      failed.add(failedIds.length, { ...base, [labels.verdict]: verdict, ...type });
    if (verdict === "partial") partial.add(1, base);
    if (verdict === "failure" || verdict === "notInvoked")
      errors.add(1, { ...base, [labels.operation]: "invoke", ...type });
    if (verdict !== "notInvoked") duration.record(tookMs / 1000, { ...process, ...type });
  });
}

function recordOutcomes(mapping: Mapping, meter: Meter, base: Attributes): void {
  const count = counterOf(meter);
  const acknowledged = count(names.acknowledged, "{record}");
  const dropped = count(names.dropped, "{record}");
  const deadLettered = count(names.deadLettered, "{record}");
  const leasesLost = count(names.leasesLost, "{record}");
  const errors = count(names.errors, "{call}");
  mapping.on("settled", ({ action, results }) => {
    const settled = results.filter((result) => result === "settled").length;
    if (action === "acknowledge" && settled > 0) acknowledged.add(settled, base);
    if (results.includes("failed"))
      errors.add(1, { ...base, [labels.operation]: "settle", [labels.errorType]: "_OTHER" });
  });
  mapping.on("leaseLost", () => leasesLost.add(1, base));
  mapping.on("discarded", ({ ids, condition, delivered }) =>
    (delivered ? deadLettered : dropped).add(ids.length, {
      ...base,
      [labels.condition]: condition,
    }),
  );
  mapping.on("destinationFailed", ({ error }) =>
    errors.add(1, {
      ...base,
      [labels.operation]: "destination",
      [labels.errorType]: errorType(error),
    }),
  );
}

function observeState(mapping: Mapping, meter: Meter, base: Attributes): void {
  const pollers = meter.createObservableGauge(names.pollers, { valueType: ValueType.INT });
  const state = meter.createObservableGauge(names.mappingState, { valueType: ValueType.INT });
  pollers.addCallback((observer) => observer.observe(mapping.status().pollers, base));
  state.addCallback((observer) =>
    observer.observe(1, { ...base, [labels.state]: mapping.status().state }),
  );
}

function counterOf(meter: Meter) {
  return (name: string, unit: string) =>
    meter.createCounter(name, { unit, valueType: ValueType.INT });
}

/** Low in number, as a label must be: a code, or the name of the error's class. */
function errorType(error: unknown): string {
  if (error instanceof MillraceError) return error.code;
  return error instanceof Error ? error.name : "_OTHER";
}

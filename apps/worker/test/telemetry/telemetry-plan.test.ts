import { expect, test } from "vitest";

import { planTelemetry } from "../../src/telemetry/telemetry-plan.ts";

const off = { traces: false, metrics: false, logs: false };
const both = { traces: true, metrics: true, logs: false };

test.each([
  [{}, off],
  [{ OTEL_SERVICE_NAME: "a" }, off],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "" }, off],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c" }, both],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c" }, { ...off, traces: true }],
  [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "http://c" }, { ...off, metrics: true }],
  [{ OTEL_TRACES_EXPORTER: "console" }, { ...off, traces: true }],
  [{ OTEL_METRICS_EXPORTER: "prometheus" }, { ...off, metrics: true }],
  [{ OTEL_LOGS_EXPORTER: "otlp" }, { ...off, logs: true }],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_TRACES_EXPORTER: "none" },
    { ...off, metrics: true },
  ],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_SDK_DISABLED: "true" }, off],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_SDK_DISABLED: "false" }, both],
])("%j asks for %j", (env, expected) => {
  expect(planTelemetry(env)).toEqual(expected);
});

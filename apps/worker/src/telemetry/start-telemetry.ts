import { ProxyTracerProvider, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import { NodeSDK, type NodeSDKConfiguration } from "@opentelemetry/sdk-node";
import { BatchSpanProcessor, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";

import { type Env, planTelemetry, type TelemetryPlan } from "./telemetry-plan.ts";
import { LineSpanExporter } from "./line-span-exporter.ts";

export interface TelemetryOptions {
  readonly env: Env;
  /** Prints spans, besides whatever the environment asks for. */
  readonly traceConsole: boolean;
  readonly write: (line: string) => unknown;
  readonly warn: (message: string) => void;
}

export interface Telemetry {
  /** Sends what is left. Never throws. */
  shutdown(): Promise<void>;
}

const off: Telemetry = { shutdown: async () => {} };

/**
 * Starts the OpenTelemetry SDK as the standard OTEL_* variables say. Not when the application has
 * brought one of its own, by `--import`: its spans then get ours too.
 */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  const plan = planTelemetry(options.env);
  const wanted = plan.traces || plan.metrics || plan.logs || options.traceConsole;
  if (!wanted) return off;
  if (hasProvider()) {
    if (options.traceConsole)
      options.warn("--trace-console has no effect: this process has an OpenTelemetry SDK already");
    return off;
  }
  const sdk = new NodeSDK(configure(plan, options));
  sdk.start();
  return {
    async shutdown() {
      try {
        await sdk.shutdown();
      } catch (error) {
        options.warn(`telemetry could not be sent: ${(error as Error).message}`);
      }
    },
  };
}

/** Without one, the API's proxy stands in with what it gives to everybody. */
function hasProvider(): boolean {
  const provider = trace.getTracerProvider();
  if (!(provider instanceof ProxyTracerProvider)) return true;
  return provider.getDelegate() !== new ProxyTracerProvider().getDelegate();
}

function configure(plan: TelemetryPlan, options: TelemetryOptions): Partial<NodeSDKConfiguration> {
  const configuration: Partial<NodeSDKConfiguration> = {
    // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say goes over it.
    resource: defaultResource().merge(resourceFromAttributes({ "service.name": "millrace" })),
  };
  if (!plan.metrics) configuration.metricReaders = [];
  if (!plan.logs) configuration.logRecordProcessors = [];
  if (options.traceConsole) {
    const lines = new SimpleSpanProcessor({ exporter: new LineSpanExporter(options.write) });
    configuration.spanProcessors = [lines, ...otherProcessors(plan, options)];
  } else if (!plan.traces) {
    configuration.spanProcessors = [];
  }
  return configuration;
}

/** The SDK reads the environment only when it is given no processor; with the console's, this stands in for it. */
function otherProcessors(plan: TelemetryPlan, { env, warn }: TelemetryOptions) {
  if (!plan.traces) return [];
  const exporter = env["OTEL_TRACES_EXPORTER"] ?? "otlp";
  const protocol =
    env["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] ??
    env["OTEL_EXPORTER_OTLP_PROTOCOL"] ??
    "http/protobuf";
  if (exporter === "otlp" && protocol === "http/protobuf")
    return [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })];
  warn(
    `with --trace-console, spans go to the terminal and to OTLP over http/protobuf alone, not to ${exporter} over ${protocol}`,
  );
  return [];
}

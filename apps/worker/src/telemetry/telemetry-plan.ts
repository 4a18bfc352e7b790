export type Env = Readonly<Record<string, string | undefined>>;

/** Which signals the environment asks for. */
export interface TelemetryPlan {
  readonly traces: boolean;
  readonly metrics: boolean;
  readonly logs: boolean;
}

const nothing: TelemetryPlan = { traces: false, metrics: false, logs: false };

/**
 * Reads the standard variables. Unlike the SDK's own default, nothing is on until a variable asks for it:
 * a worker without a collector would otherwise complain of one.
 * Source: OpenTelemetry, environment variable specification.
 */
export function planTelemetry(env: Env): TelemetryPlan {
  if (env["OTEL_SDK_DISABLED"]?.trim().toLowerCase() === "true") return nothing;
  const everywhere = isSet(env, "OTEL_EXPORTER_OTLP_ENDPOINT");
  const wants = (signal: "TRACES" | "METRICS" | "LOGS", byEndpoint: boolean): boolean => {
    const exporter = env[`OTEL_${signal}_EXPORTER`]?.trim();
    if (exporter !== undefined && exporter !== "") return exporter !== "none";
    return byEndpoint || isSet(env, `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`);
  };
  return {
    traces: wants("TRACES", everywhere),
    metrics: wants("METRICS", everywhere),
    // The worker's log goes to standard output; a handler's own may use the SDK.
    logs: wants("LOGS", false),
  };
}

function isSet(env: Env, name: string): boolean {
  return (env[name] ?? "") !== "";
}

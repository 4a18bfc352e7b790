/** A request of AWS's API: CreateEventSourceMapping or UpdateEventSourceMapping. */
export type Request = Readonly<Record<string, unknown>>;

/** Options of a mapping, in our spelling. */
export type Options = Record<string, unknown>;

const acronyms: Readonly<Record<string, string>> = {
  KMSKeyArn: "kmsKeyArn",
  DocumentDBEventSourceConfig: "documentDBEventSourceConfig",
};

/** Their keys are the user's own. */
const opaque = new Set(["Tags", "Endpoints"]);

/** AWS's PascalCase as our camelCase. */
export function toOptions(request: Request): Options {
  const { FunctionName, EventSourceArn: _arn, UUID: _uuid, ...rest } = request;
  return {
    ...(convert(rest) as Options),
    ...(FunctionName === undefined ? {} : { functionName: FunctionName }),
  };
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      acronyms[key] ?? key.charAt(0).toLowerCase() + key.slice(1),
      opaque.has(key) ? inner : convert(inner),
    ]),
  );
}

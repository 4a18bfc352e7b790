import {
  ConfigurationError,
  type ConfigurationIssue,
  type Connector,
  describeError,
  toConfigurationIssues,
} from "@millrace/core/connector";

import { ConnectorNotFound, findConnector } from "../connectors/find-connector.ts";
import type { Path } from "./config-file.ts";
import type { Findings } from "./findings.ts";

export type SourceDefinition = ReturnType<Connector["create"]>;

/** A source of the file, described but not connected. */
export interface CheckedSource {
  readonly definition: SourceDefinition;
  /** Tells two sources apart: the same text means the same queue. */
  readonly identity: string;
}

/**
 * Reads `source: { CONNECTOR: { … } }`. The connector is whatever package goes by that name.
 * @returns undefined when something is wrong; `findings` says what.
 */
export async function checkSource(
  value: unknown,
  path: Path,
  folder: string,
  findings: Findings,
): Promise<CheckedSource | undefined> {
  const names = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const [name] = names;
  if (name === undefined || names.length > 1 || Array.isArray(value)) {
    findings.add(path, {
      problem:
        names.length > 1 && !Array.isArray(value)
          ? `must name one connector and names ${names.length}: ${names.join(", ")}`
          : "must name a connector and its options",
      hint: "Such as source: { CONNECTOR: { … } }",
    });
    return undefined;
  }
  const connector = await find(name, path, folder, findings);
  if (connector === undefined) return undefined;
  const options = (value as Record<string, unknown>)[name] ?? {};
  return describeSource(connector, options, [...path, name], findings);
}

async function find(
  name: string,
  path: Path,
  folder: string,
  findings: Findings,
): Promise<Connector | undefined> {
  try {
    return await findConnector(name, folder);
  } catch (error) {
    if (!(error instanceof ConnectorNotFound)) throw error;
    findings.addAtKey([...path, name], { problem: error.message, hint: error.hint });
    return undefined;
  }
}

function describeSource(
  connector: Connector,
  options: unknown,
  path: Path,
  findings: Findings,
): CheckedSource | undefined {
  const { optionsSchema } = connector;
  const parsed = optionsSchema.safeParse(options);
  const issues: ConfigurationIssue[] = [];
  let accepted = parsed;
  if (!parsed.success) {
    issues.push(...toConfigurationIssues(parsed.error, optionsSchema, options));
    // The rules between options are worth knowing too, and unknown ones do not stand in their way.
    accepted = optionsSchema.safeParse(withoutUnknown(options, parsed.error));
  }
  if (accepted.success) {
    try {
      const definition = connector.create(accepted.data);
      if (issues.length === 0) return { definition, identity: identify(definition, accepted.data) };
    } catch (error) {
      if (error instanceof ConfigurationError) issues.push(...error.issues);
      else issues.push({ option: "", problem: `cannot be used: ${describeError(error)}` });
    }
  }
  for (const issue of issues) findings.addIssue(path, issue);
  return undefined;
}

type SchemaError = NonNullable<ReturnType<Connector["optionsSchema"]["safeParse"]>["error"]>;

function withoutUnknown(options: unknown, error: SchemaError): unknown {
  if (typeof options !== "object" || options === null) return options;
  const unknown = error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys : [],
  );
  return Object.fromEntries(Object.entries(options).filter(([name]) => !unknown.includes(name)));
}

function identify(definition: SourceDefinition, options: unknown): string {
  // Some connectors cannot tell: then it takes the same options to be the same source.
  return definition.identity !== undefined
    ? definition.identity
    : `${definition.connector} ${stableJson(options)}`;
}

/** JSON with the keys in order: the same options give the same text. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

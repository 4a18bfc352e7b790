import { readFileSync } from "node:fs";
import { z } from "zod";

import { type Connector, queueOptionsSchema, streamOptionsSchema } from "@millrace/core/connector";

import { ConnectorNotFound, findConnector } from "../connectors/find-connector.ts";
import { jsonProperties } from "./mapping-options.ts";
import { workerSchema } from "./worker-schema.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

/** A value may be `${NAME}` wherever it is a number or a switch. */
const interpolated = { type: "string", pattern: String.raw`^\$\{[^}]+\}$` };

const functionProperties: JsonSchema = {
  functionName: { type: "string", pattern: String.raw`^[\w-]{1,64}$` },
  timeout: integer(1, 43_200, "Seconds that one call may take. Default 30."),
  memorySize: integer(128, 10_240, "Megabytes that the handler's context names. Default 128."),
  reservedConcurrentExecutions: integer(
    1,
    1_000_000,
    "Calls at once over all mappings of the handler. Default: no limit.",
  ),
};

/**
 * The JSON Schema of a configuration file, for editors. The connectors that come with the worker have
 * their options in it; another one's are taken as they are.
 */
export async function createJsonSchema(): Promise<JsonSchema> {
  const worker = z.toJSONSchema(workerSchema, { io: "input" });
  const { http, ...rest } = worker.properties ?? {};
  return {
    $schema: worker.$schema,
    title: "Millrace worker",
    type: "object",
    properties: {
      ...rest,
      http: { anyOf: [{ const: false }, http] },
      mappings: {
        type: "object",
        minProperties: 1,
        description: "Event source mappings by name.",
        additionalProperties: await mappingSchema(),
      },
    },
    required: ["mappings"],
    additionalProperties: false,
  };
}

async function mappingSchema(): Promise<JsonSchema> {
  const properties = {
    ...jsonProperties(streamOptionsSchema),
    ...jsonProperties(queueOptionsSchema),
  };
  return {
    type: "object",
    properties: {
      source: {
        type: "object",
        description: "One connector and its options.",
        minProperties: 1,
        maxProperties: 1,
        properties: await connectorSchemas(),
        additionalProperties: { type: "object" },
      },
      handler: {
        type: "string",
        description: "Lambda's handler string: the module without its ending, a dot, the export.",
      },
      ...functionProperties,
      ...Object.fromEntries(
        Object.entries(properties).map(([name, schema]) => [name, orInterpolated(schema)]),
      ),
    },
    required: ["source", "handler"],
    additionalProperties: false,
  };
}

/** Of the packages that the worker depends on, those that are connectors. */
async function connectorSchemas(): Promise<JsonSchema> {
  const schemas: Record<string, unknown> = {};
  for (const name of ownDependencies()) {
    const connector = await findOwnConnector(name);
    if (connector === undefined) continue;
    const { properties, required, type } = z.toJSONSchema(connector.optionsSchema, {
      io: "input",
      unrepresentable: "any",
    });
    const open = Object.entries(properties ?? {}).map(([key, value]) => [
      key,
      orInterpolated(value),
    ]);
    schemas[connector.name] = {
      type,
      properties: Object.fromEntries(open) as JsonSchema,
      ...(required === undefined ? {} : { required }),
      additionalProperties: false,
    };
  }
  return schemas;
}

function ownDependencies(): readonly string[] {
  const manifest = new URL("../../package.json", import.meta.url);
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, "utf8")) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  return Object.keys(dependencies).filter((name) => name.startsWith("@millrace/"));
}

async function findOwnConnector(name: string): Promise<Connector | undefined> {
  try {
    return await findConnector(name, import.meta.dirname);
  } catch (error) {
    if (error instanceof ConnectorNotFound) return undefined;
    throw error;
  }
}

function integer(minimum: number, maximum: number, description: string): JsonSchema {
  return { anyOf: [{ type: "integer", minimum, maximum }, interpolated], description };
}

function orInterpolated(schema: unknown): unknown {
  const { type } = schema as { readonly type?: unknown };
  return type === "integer" || type === "number" || type === "boolean"
    ? { anyOf: [schema, interpolated] }
    : schema;
}

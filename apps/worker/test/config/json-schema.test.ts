import { readFileSync } from "node:fs";
import { join } from "node:path";

import { connector } from "@millrace/sqs";
import { expect, test } from "vitest";
import { z } from "zod";

import { createJsonSchema } from "../../src/config/json-schema.ts";

const file = join(import.meta.dirname, "..", "..", "millrace.schema.json");

test("the published schema is what the code makes: `millrace schema` prints it", async () => {
  const remedy = "stale: `pnpm --filter @millrace/worker run schema` writes it anew";
  expect(JSON.parse(readFileSync(file, "utf8")), remedy).toEqual(await createJsonSchema());
});

test("the schema knows the options of mappings, functions and the connector that comes along", async () => {
  const text = JSON.stringify(await createJsonSchema());
  for (const key of ["batchSize", "reservedConcurrentExecutions", "queueUrl", "livez", "handler"])
    expect(text).toContain(key);
  expect(text).not.toContain('"budget"');
});

test("the schema has every option of the connector", async () => {
  const { properties = {} } = z.toJSONSchema(connector.optionsSchema, { unrepresentable: "any" });
  const schema = (await createJsonSchema()) as {
    readonly properties: {
      readonly mappings: {
        readonly additionalProperties: {
          readonly properties: {
            readonly source: {
              readonly properties: Record<string, { readonly properties: object }>;
            };
          };
        };
      };
    };
  };
  const { source } = schema.properties.mappings.additionalProperties.properties;
  const known = source.properties[connector.name]?.properties ?? {};
  expect(Object.keys(known)).toEqual(Object.keys(properties));
});

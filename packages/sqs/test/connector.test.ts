import { expect, test } from "vitest";
import { z } from "zod";

import { connector } from "../src/index.ts";

const queueUrl = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders";

test("is found under the name sqs and builds a source from a file's options", () => {
  const options = connector.optionsSchema.parse({ queueUrl, retryDelay: { baseSeconds: 2 } });
  expect(connector.name).toBe("sqs");
  expect(connector.create(options)).toMatchObject({ kind: "queue", connector: "sqs" });
});

test("takes no credentials from a file", () => {
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  expect(connector.optionsSchema.safeParse({ queueUrl, credentials }).success).toBe(false);
});

test("has a JSON Schema for editors, with every option in it", () => {
  const { properties } = z.toJSONSchema(connector.optionsSchema, { io: "input" });
  expect(Object.keys(properties ?? {})).toEqual([
    "queueUrl",
    "eventSourceArn",
    "region",
    "endpoint",
    "waitTimeSeconds",
    "visibilityTimeoutSeconds",
    "extendVisibility",
    "retryDelay",
    "fifoOnFailure",
    "fifoLocalRetries",
    "deleteLingerMs",
  ]);
});

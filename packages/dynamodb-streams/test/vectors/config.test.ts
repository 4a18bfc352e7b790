import { readFileSync } from "node:fs";

import { ConfigurationError, createMapping, type StreamMappingOptions } from "@millrace/core";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { describe, expect, test } from "vitest";

import { dynamodbStreams } from "../../src/dynamodb-streams.ts";

interface ConfigCase {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>> & { readonly EventSourceArn: string };
  readonly expected: {
    readonly ok: boolean;
    readonly code?: string;
    readonly message?: string;
    readonly option?: string;
  };
}

const { cases } = JSON.parse(
  readFileSync(new URL("./config.json", import.meta.url), "utf8"),
) as { readonly cases: readonly ConfigCase[] };

const camelCase = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(camelCase);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      camelCase(inner),
    ]),
  );
};

/** Creates the mapping that a request describes. */
const create = ({ input }: ConfigCase): void => {
  const { FunctionName, EventSourceArn, ...rest } = input;
  createMapping({
    ...(camelCase(rest) as StreamMappingOptions<DynamoDBStreamEvent>),
    handler: () => {},
    functionName: String(FunctionName),
    source: dynamodbStreams({ streamArn: EventSourceArn }),
  });
};

const refusal = (one: ConfigCase): ConfigurationError => {
  try {
    create(one);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error(`${one.name} was accepted`);
};

describe("AWS's cases of configuration", () => {
  test("there are cases to run", () => {
    expect(cases.length).toBe(27);
  });

  test.each(cases.filter(({ expected }) => expected.ok))("$name: accepted", (one) => {
    expect(() => create(one)).not.toThrow();
  });

  test.each(cases.filter(({ expected }) => !expected.ok))("$name: refused", (one) => {
    const { code, message, option } = one.expected;
    const issue = refusal(one).issues.find((each) => each.option.split(".")[0] === option);
    expect(issue?.aws?.code).toBe(code);
    if (message !== undefined) expect(issue?.aws?.message).toBe(message);
  });
});

import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { askedEngines, testEngines } from "../src/vitest/asked-engines.ts";

const ENGINES = { "@millrace/engines": "workspace:^" };

test("a package that does not depend on the engines gets none", () => {
  expect(askedEngines({ name: "a" })).toEqual([]);
});

test("a package that depends on them and names none gets the SQS servers", () => {
  expect(askedEngines({ name: "a", devDependencies: ENGINES })).toEqual(["sqs"]);
});

test("a package gets those that it names, each once, in one order", () => {
  const testEngines = ["sqs", "dynamodb", "sqs"];
  const manifest = { name: "a", devDependencies: ENGINES, millrace: { testEngines } };
  expect(askedEngines(manifest)).toEqual(["dynamodb", "sqs"]);
});

test.each(["sqss", "constructor"])("an unknown engine, %s, is named with the known", (name) => {
  expect(() => askedEngines({ name: "a", millrace: { testEngines: [name] } })).toThrow(
    `a: millrace.testEngines in its package.json names "${name}"; there are sqs, dynamodb.`,
  );
});

test("each engine has a set-up file", () => {
  for (const file of Object.values(testEngines)) {
    expect(existsSync(join(import.meta.dirname, "../..", file)), file).toBe(true);
  }
});

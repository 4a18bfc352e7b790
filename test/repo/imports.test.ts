import { describe, expect, test } from "vitest";

import { findViolations, hasSdk, importRules, runsSdk } from "./imports/import-rules.ts";
import { readImports } from "./imports/read-imports.ts";
import { readSourceFiles } from "./imports/source-files.ts";
import type { SourceFile } from "./imports/source-files.ts";
import { workspacePackages } from "./workspace/packages.ts";

const files = readSourceFiles();
const roles = ["core", "connector", "store", "testkit", "app", "engine", "leaf"];

/** A file with one line of imports, as it could stand in the repository. */
function planted(path: string, line: string): SourceFile {
  const owner = workspacePackages.find(({ folder }) => path.startsWith(`${folder}/`))!;
  const isSource = path.includes("/src/");
  return { path, package: owner, isSource, imports: readImports(path, line) };
}

describe("the repository", () => {
  test("keeps the import rules", () => {
    expect(findViolations(files)).toEqual([]);
  });

  test("has enough files for that to mean something", () => {
    const seen = (role: string): number =>
      files.filter((file) => file.isSource && file.package.role === role).length;
    expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(500);
    expect(seen("core")).toBeGreaterThan(70);
    expect(seen("connector")).toBeGreaterThan(10);
    expect(seen("store")).toBeGreaterThan(20);
    expect(seen("testkit")).toBeGreaterThan(5);
    expect(seen("app")).toBeGreaterThan(10);
  });

  test("has a file for each rule", () => {
    for (const rule of importRules) {
      const seen = files.filter((file) => rule.appliesTo(file));
      expect(seen.length, rule.name).toBeGreaterThan(0);
    }
  });

  test("says of each package what kind it is", () => {
    expect(
      workspacePackages.map(({ role }) => role).filter((role) => !roles.includes(role)),
    ).toEqual([]);
  });

  test("has one client.ts in each connector and store, which runs its SDK", () => {
    const owners = workspacePackages.filter(({ role }) => ["connector", "store"].includes(role));
    expect(owners.length).toBeGreaterThan(0);
    for (const owner of owners) {
      const { folder } = owner;
      const sources = files.filter((file) => file.package.folder === folder && file.isSource);
      const client = `${folder}/src/client.ts`;
      expect(sources.map(({ path }) => path)).toContain(client);
      expect(sources.filter(runsSdk).map(({ path }) => path)).toEqual(
        hasSdk(owner) ? [client] : [],
      );
      // Node's own database is a vendor like any other.
      const database = sources.filter(({ imports }) =>
        imports.some(({ specifier, typeOnly }) => specifier === "node:sqlite" && !typeOnly),
      );
      for (const { path } of database) expect(path).toBe(client);
    }
  });
});

describe("the rules", () => {
  test.each([
    ["packages/core/src/base/clock.ts", 'import x from "fastify";', "core imports"],
    ["packages/core/src/base/clock.ts", 'import fs from "fs";', "core imports"],
    ["packages/core/src/base/clock.ts", 'import type { A } from "../model/a.ts";', "core's layers"],
    [
      "packages/core/src/rules/filter/walk.ts",
      'export * from "../../parts/batcher.ts";',
      "core's layers",
    ],
    ["packages/core/src/parts/batcher.ts", 'import { index } from "../index.ts";', "core's layers"],
    ["packages/core/src/parts/batcher.ts", 'import { a } from "./credits";', "a relative import"],
    [
      "packages/sqs/src/source.ts",
      'import { a } from "../../core/src/index.ts";',
      "a relative import",
    ],
    [
      "packages/sqs/src/source.ts",
      'import { a } from "@millrace/kafka";',
      "a connector or store imports",
    ],
    [
      "packages/sqs/src/source.ts",
      'import { a } from "@millrace/core/engine";',
      "a connector or store imports",
    ],
    [
      "packages/sqs/src/source.ts",
      'import { SQSClient } from "@aws-sdk/client-sqs";',
      "only client.ts",
    ],
    [
      "packages/sqs/src/source.ts",
      'const sdk = await import("@aws-sdk/client-sqs");',
      "only client.ts",
    ],
    [
      "packages/sqs/src/source.ts",
      'import { type Message } from "@aws-sdk/client-sqs";',
      "only client.ts",
    ],
    [
      "packages/checkpoint-dynamodb/src/dynamodb-claim.ts",
      'import { DynamoDBClient } from "@aws-sdk/client-dynamodb";',
      "only client.ts",
    ],
    [
      "packages/checkpoint-sqlite/src/sqlite-store.ts",
      'import { sqs } from "@millrace/sqs";',
      "a connector or store imports",
    ],
    ["packages/sqs/src/client.ts", 'import { got } from "got";', "a connector or store imports"],
    [
      "packages/sqs/src/event.ts",
      'import { handler } from "aws-lambda";',
      "a connector or store imports",
    ],
    [
      "packages/sqs/src/source.ts",
      'import { memoryQueue } from "@millrace/testkit";',
      "nothing that is shipped",
    ],
    [
      "packages/testkit/src/index.ts",
      'import { sqs } from "@millrace/sqs";',
      "the testkit imports",
    ],
    [
      "packages/core/test/engine/mapping.test.ts",
      'import { main } from "@millrace/worker";',
      "only examples import an application",
    ],
    [
      "packages/core/test/engine/mapping.test.ts",
      'import x from "../../../sqs/src/source.ts";',
      "a relative import",
    ],
    [
      "apps/worker/src/main.ts",
      'import { memoryQueue } from "@millrace/testkit";',
      "nothing that is shipped",
    ],
    [
      "apps/worker/src/main.ts",
      'type A = import("@millrace/engines").Engine;',
      "nothing that is shipped",
    ],
  ])("refuse in %s: %s", (path, line, rule) => {
    expect(findViolations([planted(path, line)]).join("\n")).toContain(`(${rule}`);
  });

  test.each([
    ["packages/core/src/parts/batcher.ts", 'import type { Batch } from "../model/batch.ts";'],
    ["packages/core/src/parts/slots.ts", 'import pLimit from "p-limit";'],
    ["packages/sqs/src/client.ts", 'import { SQSClient } from "@aws-sdk/client-sqs";'],
    ["packages/sqs/src/event.ts", 'import type { SQSEvent } from "aws-lambda";'],
    ["packages/sqs/src/event.ts", 'import type { Message } from "@aws-sdk/client-sqs";'],
    ["packages/sqs/src/source.ts", 'import { sleep } from "@millrace/core/connector";'],
    ["packages/sqs/test/source.test.ts", 'import { queueSuite } from "@millrace/testkit";'],
    ["apps/worker/src/main.ts", 'import { createMapping } from "@millrace/core";'],
  ])("allow in %s: %s", (path, line) => {
    expect(findViolations([planted(path, line)])).toEqual([]);
  });
});

import { beforeEach, describe, expect, test } from "vitest";

import { ConnectorNotFound, findConnector } from "../../src/connectors/find-connector.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const connectorCode = (name: string): string =>
  `export const connector = { name: "${name}", optionsSchema: { safeParse() {} }, create() {} };`;

/** A package as npm would install it. */
function packaged(name: string, code: string, main: object = { exports: "./index.mjs" }) {
  const folder = `node_modules/${name}`;
  return {
    [`${folder}/package.json`]: JSON.stringify({ name, ...main }),
    [`${folder}/index.mjs`]: code,
  };
}

let folder: string;

beforeEach(() => {
  folder = temporaryFolder({
    ...packaged("@acme/millrace-nats", connectorCode("nats")),
    ...packaged("@millrace/rabbit", connectorCode("rabbit")),
    ...packaged("plain-name", connectorCode("plain")),
    ...packaged("import-only", connectorCode("import-only"), {
      exports: { ".": { import: { types: "./no.d.ts", default: "./index.mjs" } } },
    }),
    ...packaged("no-connector", "export const other = 1;"),
    ...packaged("broken-connector", "throw new Error('no luck');"),
  });
});

async function refusal(name: string): Promise<ConnectorNotFound> {
  const error = await findConnector(name, folder).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ConnectorNotFound);
  return error as ConnectorNotFound;
}

describe("a connector", () => {
  test.each([
    ["rabbit", "rabbit"],
    ["@acme/millrace-nats", "nats"],
    ["plain-name", "plain"],
    ["import-only", "import-only"],
  ])("is found by %s, from the file's folder", async (name, found) => {
    expect((await findConnector(name, folder)).name).toBe(found);
  });

  test("that comes with the worker is found from anywhere", async () => {
    expect((await findConnector("sqs", folder)).name).toBe("sqs");
  });

  test("beside the file goes before the one of the worker", async () => {
    const nearer = temporaryFolder(packaged("@millrace/sqs", connectorCode("another one")));
    expect((await findConnector("sqs", nearer)).name).toBe("another one");
  });
});

describe("what is no connector", () => {
  test("a package that is not there comes with the line that installs it", async () => {
    const { message, hint } = await refusal("kinesis");
    expect(message).toContain("there is no package @millrace/kinesis or kinesis");
    expect(hint).toContain("npm install @millrace/kinesis");
  });

  test("a module of Node is no package", async () => {
    expect((await refusal("fs")).message).toContain("there is no package @millrace/fs or fs");
  });

  test("a scoped package is looked for under its own name alone", async () => {
    expect((await refusal("@acme/other")).hint).toContain("npm install @acme/other");
  });

  test("a package without the export says what it lacks", async () => {
    const { message, hint } = await refusal("no-connector");
    expect(message).toContain("no connector of Millrace");
    expect(hint).toContain("exports `connector`");
  });

  test("a package that throws while it loads keeps its words", async () => {
    expect((await refusal("broken-connector")).message).toContain("no luck");
  });

  test.each(["./sqs", "../sqs", "/etc/passwd", "node:fs", "file:///x", "a/b", "https://x", ""])(
    "%j is not looked for at all",
    async (name) => {
      expect((await refusal(name)).message).toBe("names no package");
    },
  );
});

import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { loadConfig } from "../../src/config/load-config.ts";
import type { WorkerConfig } from "../../src/config/worker-config.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { mapping, queueUrl, refusalOf, textOf } from "./errors-of.ts";

async function load(yaml: string, env: Readonly<Record<string, string>>): Promise<WorkerConfig> {
  const folder = temporaryFolder({
    "millrace.yaml": yaml,
    "orders.mjs": "export const handler = async () => {};",
  });
  return loadConfig(join(folder, "millrace.yaml"), env);
}

async function optionsOf(
  yaml: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, unknown>>> {
  return (await load(yaml, env)).mappings[0]?.options ?? {};
}

describe("a reference", () => {
  test("takes the value of the variable", async () => {
    const yaml = mapping().replace(queueUrl, "${URL}");
    const config = await load(yaml, { URL: queueUrl });
    expect(config.mappings[0]?.source.defaultName).toBe("orders");
  });

  test("stands inside a text too, several times", async () => {
    const yaml = mapping("tags: { where: 'a ${ONE} and ${TWO}' }");
    expect(await optionsOf(yaml, { ONE: "1", TWO: "2" })).toEqual({ tags: { where: "a 1 and 2" } });
  });

  test("without quotes is a number or a switch, in quotes a text", async () => {
    const yaml = mapping("batchSize: ${SIZE}", "enabled: ${ON}", "tags: { size: '${SIZE}' }");
    expect(await optionsOf(yaml, { SIZE: "7", ON: "false" })).toEqual({
      batchSize: 7,
      enabled: false,
      tags: { size: "7" },
    });
  });

  test("falls back on its default when the variable is missing or empty", async () => {
    const yaml = mapping("batchSize: ${SIZE:-3}", "tags: { a: '${EMPTY:-b:-c}', d: '${GONE:-}' }");
    expect(await optionsOf(yaml, { EMPTY: "" })).toEqual({
      batchSize: 3,
      tags: { a: "b:-c", d: "" },
    });
  });

  test("without a default takes an empty variable as it is", async () => {
    expect(await optionsOf(mapping("tags: { a: '${EMPTY}' }"), { EMPTY: "" })).toEqual({
      tags: { a: "" },
    });
  });

  test("is written $${ to be left alone", async () => {
    expect(await optionsOf(mapping("tags: { a: '$${NAME}' }"))).toEqual({ tags: { a: "${NAME}" } });
  });

  test("cannot add options: what comes is one value", async () => {
    const yaml = mapping("tags: { a: '${EVIL}' }");
    const evil = "x', batchSize: 3, b: 'y\nenabled: false";
    expect(await optionsOf(yaml, { EVIL: evil })).toEqual({ tags: { a: evil } });
  });

  test("is not looked for in a comment or a key", async () => {
    const yaml = mapping("# ${NOWHERE}", "tags: { '${NOWHERE}': a }");
    expect(await optionsOf(yaml)).toEqual({ tags: { "${NOWHERE}": "a" } });
  });
});

describe("a refusal", () => {
  test("names the line of a variable that is missing, and all others", async () => {
    const yaml = mapping("batchSize: ${SIZE}", "tags: { a: 'x ${OTHER} y' }");
    expect(await textOf(yaml)).toMatchInlineSnapshot(`
      "
      millrace.yaml:5:16: the environment has no variable SIZE
          4 |     handler: ./orders.handler
          5 |     batchSize: \${SIZE}
            |                ^^^^^^^
          Set SIZE, or give a default: \${SIZE:-…}

      millrace.yaml:6:19: the environment has no variable OTHER
          5 |     batchSize: \${SIZE}
          6 |     tags: { a: 'x \${OTHER} y' }
            |                   ^^^^^^^^
          Set OTHER, or give a default: \${OTHER:-…}

      2 problems in millrace.yaml
      "
    `);
  });

  test("says what is wrong with a reference", async () => {
    const yaml = mapping("tags: { a: '${SIZE', b: '${1A}', c: '${A:?no}' }");
    expect(await textOf(yaml)).toMatchInlineSnapshot(`
      "
      millrace.yaml:5:17: \${ has no closing }
          4 |     handler: ./orders.handler
          5 |     tags: { a: '\${SIZE', b: '\${1A}', c: '\${A:?no}' }
            |                 ^^^^^^
          Write $\${ where \${ itself is meant

      millrace.yaml:5:30: \${1A} is not a variable; allowed are \${NAME} and \${NAME:-default}
          4 |     handler: ./orders.handler
          5 |     tags: { a: '\${SIZE', b: '\${1A}', c: '\${A:?no}' }
            |                              ^^^^^
          Write $\${ where \${ itself is meant

      millrace.yaml:5:42: \${A:?no} is not a variable; allowed are \${NAME} and \${NAME:-default}
          4 |     handler: ./orders.handler
          5 |     tags: { a: '\${SIZE', b: '\${1A}', c: '\${A:?no}' }
            |                                          ^^^^^^^^
          Write $\${ where \${ itself is meant

      3 problems in millrace.yaml
      "
    `);
  });

  test("shows the name instead of the value", async () => {
    const yaml = mapping("batchSize: ${SIZE}", "functionName: '${SECRET}'").replace(
      queueUrl,
      "${URL}",
    );
    const env = { SIZE: "12345678", SECRET: "hunter2 hunter2", URL: "not-a-url-but-a-password" };
    const { message, problems } = await refusalOf(yaml, env);
    for (const value of Object.values(env)) {
      expect(message).not.toContain(value);
      expect(JSON.stringify(problems)).not.toContain(value);
    }
    expect(message).toContain("(got ${SIZE})");
    expect(message).toContain("(got ${SECRET})");
    expect(problems.length).toBe(3);
  });

  test("hides a value also where a text of somebody else repeats it", async () => {
    const yaml = mapping().replace("./orders.handler", "${HANDLER}");
    const { message } = await refusalOf(yaml, { HANDLER: "./s3cr3t.handler" });
    expect(message).not.toContain("./s3cr3t.handler");
    expect(message).toContain("${HANDLER}");
  });

  test("hides a password in a URL that stands in the file", async () => {
    const yaml = mapping().replace("https://", "https://me:hunter2@");
    const { message } = await refusalOf(yaml.replace("queueUrl", "endpoint"));
    expect(message).not.toContain("hunter2");
  });

  test("says that a number in quotes is a text", async () => {
    expect(await textOf(mapping("batchSize: '${SIZE}'"), { SIZE: "5" })).toMatchInlineSnapshot(`
      "
      millrace.yaml:5:16: mappings.orders.batchSize must be a number (got \${SIZE})
          4 |     handler: ./orders.handler
          5 |     batchSize: '\${SIZE}'
            |                ^^^^^^^^^
          In quotes it is text: write it without them, on a line of its own

      1 problem in millrace.yaml
      "
    `);
  });
});

import { expect, test } from "vitest";

import { mapping, queueUrl, refusalOf, textOf } from "./errors-of.ts";

test("a source with an option that it does not have, and one it needs", async () => {
  const yaml = mapping().replace(`queueUrl: "${queueUrl}"`, "waitTimeSecond: 5");
  expect(await textOf(yaml)).toMatchInlineSnapshot(`
    "
    millrace.yaml:3:15: mappings.orders.source.sqs.queueUrl is required, or eventSourceArn
        2 |   orders:
        3 |     source: { sqs: { waitTimeSecond: 5 } }
          |               ^^^
        Is the variable set that it comes from?

    millrace.yaml:3:22: mappings.orders.source.sqs.waitTimeSecond is not an option here
        2 |   orders:
        3 |     source: { sqs: { waitTimeSecond: 5 } }
          |                      ^^^^^^^^^^^^^^
        Did you mean waitTimeSeconds?

    2 problems in millrace.yaml
    "
  `);
});

test("a source that is not installed, with a wrong option beside it", async () => {
  const yaml = mapping("batchSize: 0", "bachSize: 1").replace("sqs:", "sqss:");
  expect(await textOf(yaml)).toMatchInlineSnapshot(`
    "
    millrace.yaml:3:15: mappings.orders.source.sqss names a connector that is not installed: there is no package @millrace/sqss or sqss
        2 |   orders:
        3 |     source: { sqss: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" } }
          |               ^^^^
        Check the spelling, or install it: npm install @millrace/sqss

    millrace.yaml:5:16: mappings.orders.batchSize must be 1 or more (got 0)
        4 |     handler: ./orders.handler
        5 |     batchSize: 0
          |                ^

    millrace.yaml:6:5: mappings.orders.bachSize is not an option here
        5 |     batchSize: 0
        6 |     bachSize: 1
          |     ^^^^^^^^
        Did you mean batchSize?

    3 problems in millrace.yaml
    "
  `);
});

test("no source, two sources, a source that is a path", async () => {
  const yaml = [
    "mappings:",
    "  none: { handler: ./orders.handler }",
    "  two: { handler: ./orders.handler, source: { sqs: {}, other: {} } }",
    "  path: { handler: ./orders.handler, source: { ../sqs: {} } }",
    "  text: { handler: ./orders.handler, source: sqs }",
    "",
  ].join("\n");
  expect(await textOf(yaml)).toMatchInlineSnapshot(`
    "
    millrace.yaml:2:3: mappings.none.source is required
        1 | mappings:
        2 |   none: { handler: ./orders.handler }
          |   ^^^^

    millrace.yaml:3:45: mappings.two.source must name one connector and names 2: sqs, other
        2 |   none: { handler: ./orders.handler }
        3 |   two: { handler: ./orders.handler, source: { sqs: {}, other: {} } }
          |                                             ^^^^^^^^^^^^^^^^^^^^^^
        Such as source: { CONNECTOR: { … } }

    millrace.yaml:4:48: mappings.path.source["../sqs"] names no package
        3 |   two: { handler: ./orders.handler, source: { sqs: {}, other: {} } }
        4 |   path: { handler: ./orders.handler, source: { ../sqs: {} } }
          |                                                ^^^^^^
        Name a connector of Millrace, or a package that is one, such as @acme/millrace-nats

    millrace.yaml:5:46: mappings.text.source must name a connector and its options
        4 |   path: { handler: ./orders.handler, source: { ../sqs: {} } }
        5 |   text: { handler: ./orders.handler, source: sqs }
          |                                              ^^^
        Such as source: { CONNECTOR: { … } }

    4 problems in millrace.yaml
    "
  `);
});

test("a handler that is not there, and an export that is not", async () => {
  const yaml = [
    "mappings:",
    `  a: { source: { sqs: { queueUrl: "${queueUrl}" } }, handler: ./nowhere.handler }`,
    `  b: { source: { sqs: { queueUrl: "${queueUrl}" } }, handler: ./orders.other }`,
    `  c: { source: { sqs: { queueUrl: "${queueUrl}" } }, handler: ../orders.handler }`,
    `  d: { source: { sqs: { queueUrl: "${queueUrl}" } }, handler: 5 }`,
    "",
  ].join("\n");
  expect((await textOf(yaml)).replaceAll(/for \S+millrace-worker-\w+/g, "for FOLDER"))
    .toMatchInlineSnapshot(`
    "
    millrace.yaml:2:110: mappings.a.handler cannot be loaded: Runtime.ImportModuleError: Error: Cannot find module 'nowhere'
        1 | mappings:
        2 |   a: { source: { sqs: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" } }, handler: ./nowhere.handler }
          |                                                                                                              ^^^^^^^^^^^^^^^^^
        Looked for nowhere with .js, .mjs, .cjs, .ts, .mts, .cts, and for a package

    millrace.yaml:3:110: mappings.b.handler cannot be loaded: Runtime.HandlerNotFound: ./orders.other is undefined or not exported
        2 |   a: { source: { sqs: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" } }, handler: ./nowhere.handler }
        3 |   b: { source: { sqs: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" } }, handler: ./orders.other }
          |                                                                                                              ^^^^^^^^^^^^^^
        Exported are: handler

    millrace.yaml:4:110: mappings.c.handler cannot be loaded: Runtime.MalformedHandlerName: '../orders.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.
        3 |   b: { source: { sqs: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" } }, handler: ./orders.other }
        4 |   c: { source: { sqs: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" } }, handler: ../orders.handler }
          |                                                                                                              ^^^^^^^^^^^^^^^^^

    millrace.yaml:5:110: mappings.d.handler must be a handler string (got 5)
        4 |   c: { source: { sqs: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" } }, handler: ../orders.handler }
        5 |   d: { source: { sqs: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" } }, handler: 5 }
          |                                                                                                              ^
        Such as ./handlers/orders.handler: the module without its ending, a dot, the export

    4 problems in millrace.yaml
    "
  `);
});

test("one source and one handler in two mappings", async () => {
  const yaml = [
    "mappings:",
    `  a: { source: { sqs: { queueUrl: "${queueUrl}" } }, handler: ./orders.handler }`,
    `  b: { source: { sqs: { queueUrl: "${queueUrl}" } }, handler: orders.handler }`,
    "",
  ].join("\n");
  expect(await textOf(yaml)).toMatchInlineSnapshot(`
    "
    millrace.yaml:3:8: mappings.b.source has the same source and the same handler as the mapping a
        2 |   a: { source: { sqs: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" } }, handler: ./orders.handler }
        3 |   b: { source: { sqs: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" } }, handler: orders.handler }
          |        ^^^^^^
        Leave one of them out: their messages would be shared between the two at random

    1 problem in millrace.yaml
    "
  `);
});

test("one function with two timeouts", async () => {
  const other = queueUrl.replace("orders", "returns");
  const yaml = [
    "mappings:",
    `  a: { source: { sqs: { queueUrl: "${queueUrl}" } }, handler: ./orders.handler, timeout: 5 }`,
    `  b: { source: { sqs: { queueUrl: "${other}" } }, handler: ./orders.handler, timeout: 6 }`,
    "",
  ].join("\n");
  expect(await textOf(yaml)).toMatchInlineSnapshot(`
    "
    millrace.yaml:3:138: mappings.b.timeout must be 5, as in the mapping a: both have one function (got 6)
        2 |   a: { source: { sqs: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" } }, handler: ./orders.handler, timeout: 5 }
        3 |   b: { source: { sqs: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/returns" } }, handler: ./orders.handler, timeout: 6 }
          |                                                                                                                                          ^
        Set it in one of the mappings; it counts for all of the same handler

    1 problem in millrace.yaml
    "
  `);
});

test("one queue, named by its URL and by its ARN, is one source", async () => {
  const arn = "arn:aws:sqs:eu-central-1:123456789012:orders";
  const yaml = [
    "mappings:",
    `  a: { source: { sqs: { queueUrl: "${queueUrl}", waitTimeSeconds: 5 } }, handler: ./orders.handler }`,
    `  b: { source: { sqs: { eventSourceArn: "${arn}" } }, handler: ./orders.handler }`,
    "",
  ].join("\n");
  const { problems } = await refusalOf(yaml);
  expect(problems.map(({ aws }) => aws)).toEqual([
    {
      code: "ResourceConflictException",
      message: `An event source mapping with SQS arn (" ${arn} ") and function (" orders.handler ") already exists. Please update or delete the existing mapping with UUID a`,
    },
  ]);
});

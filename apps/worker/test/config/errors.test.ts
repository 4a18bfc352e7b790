import { expect, test } from "vitest";

import { mapping, refusalOf, textOf } from "./errors-of.ts";

test("a misspelt option", async () => {
  expect(await textOf(mapping("batchsize: 500"))).toMatchInlineSnapshot(`
    "
    millrace.yaml:5:5: mappings.orders.batchsize is not an option here
        4 |     handler: ./orders.handler
        5 |     batchsize: 500
          |     ^^^^^^^^^
        Did you mean batchSize?

    1 problem in millrace.yaml
    "
  `);
});

test("a misspelt key of the worker's own, and of a mapping", async () => {
  const yaml = mapping().replace("handler:", "handlr:").concat("drainTimeout: 3\n");
  expect(await textOf(yaml)).toMatchInlineSnapshot(`
    "
    millrace.yaml:2:3: mappings.orders.handler is required
        1 | mappings:
        2 |   orders:
          |   ^^^^^^

    millrace.yaml:4:5: mappings.orders.handlr is not an option here
        3 |     source: { sqs: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/orders" } }
        4 |     handlr: ./orders.handler
          |     ^^^^^^
        Did you mean handler?

    millrace.yaml:5:1: drainTimeout is not an option here
        4 |     handlr: ./orders.handler
        5 | drainTimeout: 3
          | ^^^^^^^^^^^^
        Did you mean drainTimeoutInSeconds?

    3 problems in millrace.yaml
    "
  `);
});

test("a value out of its range, and one that is not in the list", async () => {
  const yaml = mapping("maximumBatchingWindowInSeconds: 301", "functionResponseTypes: [All]");
  expect(await textOf(yaml)).toMatchInlineSnapshot(`
    "
    millrace.yaml:5:37: mappings.orders.maximumBatchingWindowInSeconds must be 300 or less (got 301)
        4 |     handler: ./orders.handler
        5 |     maximumBatchingWindowInSeconds: 301
          |                                     ^^^

    millrace.yaml:6:28: mappings.orders.functionResponseTypes must be ReportBatchItemFailures (got "All")
        5 |     maximumBatchingWindowInSeconds: 301
        6 |     functionResponseTypes: [All]
          |                            ^^^^^

    2 problems in millrace.yaml
    "
  `);
});

test("a field of an option that has none of that name", async () => {
  expect(await textOf(mapping("scalingConfig:", "  maxConcurrency: 5"))).toMatchInlineSnapshot(`
    "
    millrace.yaml:6:7: mappings.orders.scalingConfig.maxConcurrency is not an option here
        5 |     scalingConfig:
        6 |       maxConcurrency: 5
          |       ^^^^^^^^^^^^^^
        Did you mean maximumConcurrency?

    1 problem in millrace.yaml
    "
  `);
});

test("two options that do not go together", async () => {
  const yaml = mapping(
    "scalingConfig: { maximumConcurrency: 5 }",
    "provisionedPollerConfig: { minimumPollers: 5 }",
    "batchSize: 11",
  );
  expect(await textOf(yaml)).toMatchInlineSnapshot(`
    "
    millrace.yaml:6:30: mappings.orders.provisionedPollerConfig cannot be set together with scalingConfig (got {"minimumPollers":5})
        5 |     scalingConfig: { maximumConcurrency: 5 }
        6 |     provisionedPollerConfig: { minimumPollers: 5 }
          |                              ^^^^^^^^^^^^^^^^^^^^^
        Leave one of them out

    millrace.yaml:7:16: mappings.orders.batchSize must be at most 10 without a batching window (got 11)
        6 |     provisionedPollerConfig: { minimumPollers: 5 }
        7 |     batchSize: 11
          |                ^^
        Set maximumBatchingWindowInSeconds to 1 or more: one receive brings at most 10 messages

    2 problems in millrace.yaml
    "
  `);
});

test("an option of another kind of source", async () => {
  expect(await textOf(mapping("startingPosition: LATEST"))).toMatchInlineSnapshot(`
    "
    millrace.yaml:5:23: mappings.orders.startingPosition is not an option of a queue (got "LATEST")
        4 |     handler: ./orders.handler
        5 |     startingPosition: LATEST
          |                       ^^^^^^
        A queue has no position: it hands out what it holds

    1 problem in millrace.yaml
    "
  `);
});

test("an option that only code can give", async () => {
  expect(await textOf(mapping("budget: 5"))).toMatchInlineSnapshot(`
    "
    millrace.yaml:5:5: mappings.orders.budget is not an option here
        4 |     handler: ./orders.handler
        5 |     budget: 5
          |     ^^^^^^
        Allowed: source, handler, functionName, timeout, memorySize, reservedConcurrentExecutions, batchSize, maximumBatchingWindowInSeconds, filterCriteria, functionResponseTypes, enabled, tags, kmsKeyArn, metricsConfig, maximumBatchBytes, limits, drainTimeoutInSeconds, scalingConfig, provisionedPollerConfig, startingPosition, startingPositionTimestamp, parallelizationFactor, maximumRetryAttempts, maximumRecordAgeInSeconds, bisectBatchOnFunctionError, destinationConfig

    1 problem in millrace.yaml
    "
  `);
});

test("an option of the function, out of its range", async () => {
  expect(await textOf(mapping("timeout: 0"))).toMatchInlineSnapshot(`
    "
    millrace.yaml:5:14: mappings.orders.timeout must be an integer from 1 to 43200 (got 0)
        4 |     handler: ./orders.handler
        5 |     timeout: 0
          |              ^

    1 problem in millrace.yaml
    "
  `);
});

test("a filter pattern that is none", async () => {
  const yaml = mapping("filterCriteria:", "  filters:", "    - pattern: '{\"body\": 5}'");
  expect(await textOf(yaml)).toMatchInlineSnapshot(`
    "
    millrace.yaml:6:7: mappings.orders.filterCriteria filters[0].pattern is not an event pattern: "body" must be an object or an array; got 5, write [5] (got "{\\"body\\": 5}")
        5 |     filterCriteria:
        6 |       filters:
          |       ^^^^^^^^

    1 problem in millrace.yaml
    "
  `);
});

test("text that is not YAML", async () => {
  expect(await textOf("mappings:\n  a: [\nb")).toMatchInlineSnapshot(`
    "
    millrace.yaml:3:1: this is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]
        2 |   a: [
        3 | b
          | ^

    1 problem in millrace.yaml
    "
  `);
});

test("a reference without quotes inside braces", async () => {
  expect(await textOf("mappings: { a: { handler: ${HANDLER} } }\n")).toMatchInlineSnapshot(`
    "
    millrace.yaml:1:28: this is not YAML: Unexpected flow-map-start at node end
        1 | mappings: { a: { handler: \${HANDLER} } }
          |                            ^
        Inside { } and [ ], put \${…} in quotes: "\${NAME}"

    1 problem in millrace.yaml
    "
  `);
});

test("a key that is there twice", async () => {
  expect(await textOf(mapping("batchSize: 1", "batchSize: 2"))).toMatchInlineSnapshot(`
    "
    millrace.yaml:6:5: this is not YAML: Map keys must be unique
        5 |     batchSize: 1
        6 |     batchSize: 2
          |     ^

    1 problem in millrace.yaml
    "
  `);
});

test("an empty file, a list, and no mapping at all", async () => {
  expect(await textOf("")).toMatchInlineSnapshot(`
    "
    millrace.yaml:1:1: the file must hold \`mappings:\`
        1 |
          | ^

    1 problem in millrace.yaml
    "
  `);
  expect(await textOf("- a\n")).toMatchInlineSnapshot(`
    "
    millrace.yaml:1:1: the file must hold \`mappings:\`
        1 | - a
          | ^^^

    1 problem in millrace.yaml
    "
  `);
  expect(await textOf("mappings: {}\n")).toMatchInlineSnapshot(`
    "
    millrace.yaml:1:1: mappings holds no mapping
        1 | mappings: {}
          | ^^^^^^^^

    1 problem in millrace.yaml
    "
  `);
});

test("keys of the worker with wrong values", async () => {
  const yaml = mapping().concat(
    "http: { port: 70000 }\nlog: { level: loud }\nlimits: { records: 0 }\n",
  );
  expect(await textOf(yaml)).toMatchInlineSnapshot(`
    "
    millrace.yaml:5:15: http.port must be 65535 or less (got 70000)
        4 |     handler: ./orders.handler
        5 | http: { port: 70000 }
          |               ^^^^^

    millrace.yaml:6:15: log.level must be one of trace, debug, info, warn, error, fatal, silent (got "loud")
        5 | http: { port: 70000 }
        6 | log: { level: loud }
          |               ^^^^

    millrace.yaml:7:20: limits.records must be 1 or more (got 0)
        6 | log: { level: loud }
        7 | limits: { records: 0 }
          |                    ^

    3 problems in millrace.yaml
    "
  `);
});

test("what AWS would answer is kept beside the words", async () => {
  const { problems } = await refusalOf(mapping("batchSize: 11"));
  expect(problems.map(({ aws }) => aws)).toEqual([
    {
      code: "InvalidParameterValueException",
      message:
        "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
    },
  ]);
});

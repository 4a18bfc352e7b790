import { context, propagation, type Span, SpanKind, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { isTracingSuppressed, W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { seededRandom } from "../../src/base/random.ts";
import { SourceError } from "../../src/base/source-error.ts";
import type { QueueMappingOptions } from "../../src/contracts/mapping-options.ts";
import { createMapping } from "../../src/engine/create-mapping.ts";
import { ManualClock, settle } from "../manual-clock.ts";
import { type ScriptedEvent, ScriptedQueue } from "../scripted-source.ts";

const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

beforeAll(() => {
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterEach(() => exporter.reset());
afterAll(() => {
  trace.disable();
  context.disable();
  propagation.disable();
});

async function run(
  queue: ScriptedQueue,
  options: Partial<QueueMappingOptions<ScriptedEvent>>,
  play: (clock: ManualClock) => Promise<void>,
): Promise<ReadableSpan[]> {
  const clock = new ManualClock();
  const mapping = createMapping(
    { source: queue.definition, handler: () => {}, ...options },
    { clock, random: seededRandom(1) },
  );
  await mapping.start();
  await play(clock);
  const closing = mapping.close();
  await clock.advance(30_000);
  await closing;
  return exporter.getFinishedSpans();
}

const named = (spans: readonly ReadableSpan[], name: string): ReadableSpan[] =>
  spans.filter((span) => span.name === name);

describe("tracing", () => {
  test("a batch makes receive, process and settle spans with the conventions' names and kinds", async () => {
    const queue = new ScriptedQueue();
    const spans = await run(queue, { tags: { team: "shop" } }, async () => {
      queue.send("1", "2");
      await settle();
    });
    expect(spans.map((span) => [span.name, SpanKind[span.kind]])).toEqual([
      ["receive orders", "CLIENT"],
      ["process orders", "CONSUMER"],
      ["delete orders", "CLIENT"],
    ]);
    const [receive, process, settled] = spans;
    expect(process?.attributes).toMatchObject({
      "messaging.system.name": "scripted.queue",
      "messaging.system": "scripted_queue",
      "messaging.destination.name": "orders",
      "messaging.operation.name": "process",
      "messaging.operation.type": "process",
      "messaging.batch.message_count": 2,
      "faas.trigger": "pubsub",
      "faas.invocation.id": expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      "aws.lambda.resource_mapping.id": expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      "millrace.mapping": "orders",
      "millrace.tag.team": "shop",
    });
    expect(process?.parentSpanContext).toBeUndefined();
    expect(process?.links.map((link) => link.context.spanId)).toEqual([
      receive?.spanContext().spanId,
    ]);
    expect(settled?.parentSpanContext?.spanId).toBe(process?.spanContext().spanId);
    expect(settled?.attributes["messaging.operation.type"]).toBe("settle");
  });

  test("links each producer's context, from W3C fields or else from AWS's header", async () => {
    const queue = new ScriptedQueue();
    const xRay = "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1";
    const spans = await run(queue, {}, async () => {
      queue.send(
        { id: "w3c", trace: { fields: { traceparent }, xRay } },
        { id: "aws", trace: { xRay } },
        { id: "none", trace: {} },
        { id: "broken", trace: { fields: { traceparent: "nonsense" }, xRay: "Root=?" } },
      );
      await settle();
    });
    const producers = named(spans, "process orders")[0]?.links.filter(
      (link) => link.attributes !== undefined,
    );
    expect(
      producers?.map(({ context: to, attributes }) => [
        attributes?.["messaging.message.id"],
        to.traceId,
        to.spanId,
      ]),
    ).toEqual([
      ["w3c", "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"],
      ["aws", "67891233abcdef012345678912345678", "53995c3f42cd8ad8"],
    ]);
  });

  test("the handler's spans are children of the process span, and nothing is suppressed there", async () => {
    const queue = new ScriptedQueue();
    let active: Span | undefined;
    let suppressed: boolean | undefined;
    const handler = async (): Promise<void> => {
      await settle();
      suppressed = isTracingSuppressed(context.active());
      active = trace.getActiveSpan();
      trace.getTracer("user").startSpan("inside").end();
    };
    const spans = await run(queue, { handler }, async () => {
      queue.send("1");
      await settle();
      await settle();
    });
    const process = named(spans, "process orders")[0];
    expect([suppressed, active?.spanContext().spanId]).toEqual([
      false,
      process?.spanContext().spanId,
    ]);
    expect(named(spans, "inside")[0]?.parentSpanContext?.spanId).toBe(
      process?.spanContext().spanId,
    );
  });

  test("what the source does is not traced again by an instrumented SDK", async () => {
    const queue = new ScriptedQueue();
    const suppressed = new Map<string, boolean>();
    const note = (call: string): void =>
      void suppressed.set(call, isTracingSuppressed(context.active()));
    let first = true;
    queue.onReceive = async () => {
      note("receive");
      if (!first) await new Promise(() => {});
      first = false;
      return [queue.deliver({ id: "1" })];
    };
    queue.onSettle = () => {
      note("settle");
      return "settled";
    };
    queue.onExtend = () => {
      note("extend");
      return Promise.resolve("extended");
    };
    await run(
      queue,
      {
        timeout: 60,
        handler: () => new Promise<void>((done) => setTimeout(done, 5)),
      },
      async (clock) => {
        await clock.advance(20_000);
        await new Promise<void>((done) => setTimeout(done, 10));
      },
    );
    expect(Object.fromEntries(suppressed)).toEqual({ receive: true, extend: true, settle: true });
  });

  test("empty receives leave no span, failed ones do", async () => {
    const queue = new ScriptedQueue();
    let failing = true;
    queue.onReceive = async () => {
      if (!failing) await new Promise(() => {});
      failing = false;
      throw new SourceError("throttled", "slow down");
    };
    const spans = await run(queue, {}, (clock) => clock.advance(5_000));
    expect(spans.map((span) => [span.name, span.attributes["error.type"]])).toEqual([
      ["receive orders", "MILLRACE_THROTTLED"],
    ]);
  });

  test("a failure stands on the process span, and a further attempt links to the one before", async () => {
    const queue = new ScriptedQueue({ ordered: true });
    const source = { ...queue.definition, laneRetries: 1 };
    const clock = new ManualClock();
    const mapping = createMapping(
      {
        source,
        handler: () => {
          throw new TypeError("boom");
        },
      },
      { clock, random: seededRandom(1) },
    );
    await mapping.start();
    queue.send({ id: "1", lane: "a" });
    await clock.advance(5_000);
    const closing = mapping.close();
    await clock.advance(30_000);
    await closing;
    const attempts = named(exporter.getFinishedSpans(), "process orders");
    expect(
      attempts.map((span) => [
        span.attributes["millrace.attempt"],
        span.attributes["error.type"],
        span.status.code,
      ]),
    ).toEqual([
      [1, "TypeError", 2],
      [2, "TypeError", 2],
    ]);
    expect(attempts[1]?.links.map((link) => link.context.spanId)).toContain(
      attempts[0]?.spanContext().spanId,
    );
  });

  test("a huge batch has at most 128 links and says how many were dropped", async () => {
    const queue = new ScriptedQueue({ maximumReceive: 200 });
    const spans = await run(
      queue,
      { batchSize: 200, maximumBatchingWindowInSeconds: 1 },
      async (clock) => {
        queue.send(
          ...Array.from({ length: 200 }, (_, index) => ({
            id: String(index),
            trace: { fields: { traceparent } },
          })),
        );
        await clock.advance(2_000);
      },
    );
    const process = named(spans, "process orders")[0];
    expect(process?.links.filter((link) => link.attributes !== undefined)).toHaveLength(127);
    expect(process?.links).toHaveLength(128);
    expect(process?.attributes["millrace.links.dropped"]).toBe(73);
  });
});

import { seededRandom } from "@millrace/core/connector";
import { expect, test } from "vitest";

import { SqsDelivery } from "../src/delivery.ts";
import type { RetryDelay } from "../src/options.ts";
import { retryAtMs } from "../src/retry-delay.ts";

function delivery(receives: number, receivedAtMs = 0): SqsDelivery {
  return new SqsDelivery(
    {
      MessageId: "m",
      ReceiptHandle: "h",
      Attributes: { ApproximateReceiveCount: String(receives) },
    },
    {
      origin: { eventSourceArn: "", awsRegion: "", nulls: false },
      fifo: false,
      receivedAtMs,
      leaseEndsAtMs: 60_000,
    },
  );
}

function at(delay: RetryDelay, deliveries: readonly SqsDelivery[], nowMs: number): number {
  return retryAtMs(deliveries, { delay, queueVisibilityMs: 30_000 }, nowMs, seededRandom(1));
}

test("visibility: when the queue's timeout since the receive is over, or at once", () => {
  expect(at("visibility", [delivery(1, 1_000)], 5_000)).toBe(31_000);
  expect(at("visibility", [delivery(1, 1_000)], 40_000)).toBe(40_000);
});

test("messages that come back together come at the latest moment of any", () => {
  expect(at("visibility", [delivery(1, 1_000), delivery(1, 9_000)], 10_000)).toBe(39_000);
});

test("seconds: from now", () => {
  expect(at({ seconds: 7 }, [delivery(3)], 1_000)).toBe(8_000);
});

test("backoff: twice the bound per receive, up to the ceiling, never below half the base", () => {
  const random = seededRandom(7);
  const rule = {
    delay: { baseSeconds: 2, ceilingSeconds: 60 },
    queueVisibilityMs: 30_000,
  } as const;
  for (const [receives, boundMs] of [
    [1, 2_000],
    [3, 8_000],
    [50, 60_000],
  ] as const) {
    const delays = Array.from({ length: 200 }, () =>
      retryAtMs([delivery(receives)], rule, 0, random),
    );
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(boundMs);
    expect(Math.max(...delays)).toBeGreaterThan(boundMs * 0.9);
  }
});

test("backoff: the default ceiling is 15 minutes", () => {
  const delays = Array.from({ length: 200 }, (_, seed) =>
    retryAtMs(
      [delivery(60)],
      { delay: { baseSeconds: 1 }, queueVisibilityMs: 0 },
      0,
      seededRandom(seed),
    ),
  );
  expect(Math.max(...delays)).toBeLessThanOrEqual(900_000);
  expect(Math.max(...delays)).toBeGreaterThan(800_000);
});

import { describe, expect, test } from "vitest";

import { CallBudget } from "../src/call-budget.ts";
import { orderKeyOf } from "../src/order-key.ts";
import { createdAtOf } from "../src/shard-id.ts";
import { parseStreamArn } from "../src/stream-arn.ts";
import { VirtualClock } from "@millrace/testkit";

const { signal } = new AbortController();

describe("orderKeyOf", () => {
  test("does not depend on the order of the key attributes", () => {
    const one = { pk: { S: "a" }, sk: { N: "1" } };
    expect(orderKeyOf({ sk: one.sk, pk: one.pk })).toBe(orderKeyOf(one));
  });

  test("keeps types and attributes apart", () => {
    const keys = [
      { pk: { S: "1" } },
      { pk: { N: "1" } },
      { pk: { B: "1" } },
      { pk: { S: "a" }, sk: { S: "b" } },
      { pk: { S: "b" }, sk: { S: "a" } },
    ];
    expect(new Set(keys.map(orderKeyOf)).size).toBe(keys.length);
  });
});

describe("createdAtOf", () => {
  test("reads the time out of a shard's id", () => {
    expect(createdAtOf("shardId-00000001764000000000-0a1b2c3d")).toBe(1_764_000_000_000);
  });

  test.each(["shardId-1-2", "shardId-00000000000000000001-0a1b2c3d", "anything"])(
    "%s does not tell it",
    (id) => {
      expect(createdAtOf(id)).toBeUndefined();
    },
  );
});

describe("parseStreamArn", () => {
  test.each([
    "arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-05T10:00:00.123",
    "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/o.r-d_ers/stream/2026-01-05T10:00:00.123",
    "arn:aws:dynamodb:ddblocal:000000000000:table/orders/stream/2026-01-05T10:00:00.123",
  ])("accepts %s", (arn) => {
    expect(parseStreamArn(arn)?.label).toBe("2026-01-05T10:00:00.123");
  });

  test.each([
    "arn:aws:dynamodb:eu-central-1:123456789012:table/orders",
    "arn:aws:kinesis:eu-central-1:123456789012:stream/orders",
    "orders",
  ])("refuses %s", (arn) => {
    expect(parseStreamArn(arn)).toBeUndefined();
  });
});

describe("CallBudget", () => {
  test("lets a burst through at once, then keeps its rate, first come first served", async () => {
    const clock = new VirtualClock();
    const budget = new CallBudget(clock, 100, 3);
    const starts: string[] = [];
    for (let call = 0; call < 6; call += 1)
      void budget.take(signal).then(() => starts.push(`${call} at ${clock.now()}`));
    await clock.advance(1_000);
    expect(starts).toEqual(["0 at 0", "1 at 0", "2 at 0", "3 at 100", "4 at 200", "5 at 300"]);
  });

  test("an aborted wait ends with the signal's reason", async () => {
    const clock = new VirtualClock();
    const budget = new CallBudget(clock, 1_000, 1);
    const stopping = new AbortController();
    await budget.take(signal);
    const waiting = budget.take(stopping.signal);
    stopping.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
  });
});

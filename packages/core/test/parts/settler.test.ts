import { expect, test } from "vitest";

import type { QueueSource, Settlement, SettleResult } from "../../src/contracts/queue-source.ts";
import type { Delivery } from "../../src/model/delivery.ts";
import { createBudget } from "../../src/parts/budget.ts";
import { Credits } from "../../src/parts/credits.ts";
import { HeldDeliveries } from "../../src/parts/held-deliveries.ts";
import { Settler } from "../../src/parts/settler.ts";
import { Tracing } from "../../src/parts/tracing.ts";

/** Settles when the test says so, one call at a time. */
class SlowSource {
  readonly calls: (readonly string[])[] = [];
  readonly #answers: (() => void)[] = [];

  settle(settlements: readonly Settlement<string>[]): Promise<readonly SettleResult[]> {
    this.calls.push(settlements.map(({ delivery }) => delivery.toItem()));
    return new Promise((resolve) =>
      this.#answers.push(() => resolve(settlements.map(() => "settled"))),
    );
  }

  async answer(): Promise<void> {
    this.#answers.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function createSettler(
  held: HeldDeliveries<string>,
  source: Pick<QueueSource<string>, "settle">,
): Settler<string> {
  return new Settler<string>({
    source: source as QueueSource<string>,
    held,
    tracing: new Tracing({
      messagingSystem: "test",
      destination: "orders",
      receiveOperation: "receive",
      mappingName: "orders",
      mappingId: "orders",
      tags: {},
    }),
    operations: { acknowledge: "delete", retry: "retry", release: "release" },
    onSettled: () => {},
    onLost: () => {},
  });
}

function delivery(id: string, handle: string): Delivery<string> {
  return { id, bytes: 1, deliveryCount: 1, leaseEndsAtMs: 1_000, toItem: () => handle };
}

test("handing back what waits in memory does not look at all of it for each message", async () => {
  const count = 60_000;
  const held = new HeldDeliveries<string>(new Credits([createBudget()], 1, count), () => {});
  const settler = createSettler(held, {
    settle: (settlements) => Promise.resolve(settlements.map(() => "settled")),
  });
  for (const lanes of [1, count]) {
    const inLanes = Array.from({ length: count }, (_, index) => ({
      ...delivery(String(index), "first"),
      lane: String(index % lanes),
    }));
    const entries = held.take(inLanes, count, 0);
    const startedAtMs = performance.now();
    await settler.settle(entries, "release");
    expect(held.size).toBe(0);
    // Looking at all for each takes tens of seconds.
    expect(performance.now() - startedAtMs).toBeLessThan(1_500);
  }
});

test("a copy that comes while another message is chased is not dropped with the first", async () => {
  const source = new SlowSource();
  const held = new HeldDeliveries<string>(new Credits([createBudget()], 1, 100), () => {});
  const settler = createSettler(held, source);
  const settling = settler.settle(
    held.take([delivery("a", "a1"), delivery("b", "b1")], 2, 0),
    "release",
  );
  await new Promise((resolve) => setImmediate(resolve));
  held.take([delivery("a", "a2")], 1, 0);
  await source.answer();
  // `b` is released by now, so this is a message of its own.
  const [fresh] = held.take([delivery("b", "b2")], 1, 0);
  await source.answer();
  await settling;
  expect(source.calls).toEqual([["a1", "b1"], ["a2"]]);
  expect(fresh?.delivery.toItem()).toBe("b2");
  expect([...held.values()]).toEqual([fresh]);
});

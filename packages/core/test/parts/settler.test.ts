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

function delivery(id: string, handle: string): Delivery<string> {
  return { id, bytes: 1, deliveryCount: 1, leaseEndsAtMs: 1_000, toItem: () => handle };
}

test("a copy that comes while another message is chased is not dropped with the first", async () => {
  const source = new SlowSource();
  const held = new HeldDeliveries<string>(new Credits([createBudget()], 1, 100), () => {});
  const settler = new Settler<string>({
    source: source as unknown as QueueSource<string>,
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

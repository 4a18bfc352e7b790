import { expect, test } from "vitest";

import { runExample } from "./run-example.ts";

const timeoutMs = 70_000;

test(
  "the order service as library code delivers nine orders and dead-letters the tenth",
  async () => {
    const { code, output } = await runExample("library/orders.ts");
    expect(code, output).toBe(0);
    expect(output).toContain(
      "delivered: order-1, order-10, order-2, order-3, order-5, order-6, order-7, order-8, order-9",
    );
    expect(output).toContain("dead-lettered: 1");
    expect(output).toContain("abandoned: 0");
  },
  timeoutMs,
);

test(
  "the FIFO example keeps the order of each group, over a failure",
  async () => {
    const { code, output } = await runExample("library/fifo.ts");
    expect(code, output).toBe(0);
    expect(output).toContain("a: place, pay, ship\nb: place, pay, ship\nc: place, pay, ship");
  },
  timeoutMs,
);
